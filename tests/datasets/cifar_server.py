"""A local home page that serves an archive laid out exactly as CIFAR-10's, with 10 images a batch."""

import hashlib
import io
import pickle
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np

CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
FOLDER = "cifar-10-batches-py"
BATCHES = [f"data_batch_{index}" for index in range(1, 6)]

Fault = Literal["none", "torn", "altered", "missing", "stalled"]


def pickled_files() -> dict[str, bytes]:
    """The files of the archive: names and content."""
    rng = np.random.default_rng(10)
    files = {}
    for name in (*BATCHES, "test_batch"):
        data = rng.integers(0, 256, (10, 3072), dtype=np.uint8)
        labels = [int(label) for label in rng.permutation(10)]
        files[name] = pickle.dumps({"batch_label": name, "labels": labels, "data": data}, protocol=2)
    files["batches.meta"] = pickle.dumps({"label_names": CLASSES, "num_vis": 3072}, protocol=2)
    return files


def archive(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"{FOLDER}/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


class CifarServer:
    """Serves the archive, or in one of the ways in which downloads go wrong; counts the requests."""

    def __init__(self) -> None:
        self.files = pickled_files()
        self.archive = archive(self.files)
        self.fault: Fault = "none"
        self.requests = 0
        self.released = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/cifar-10-python.tar.gz"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def attributes(self) -> dict[str, Any]:
        """What torchvision's CIFAR10 must carry to take this archive for the real one."""

        def md5(name: str) -> str:
            return hashlib.md5(self.files[name], usedforsecurity=False).hexdigest()

        return {
            "url": self.url,
            "tgz_md5": hashlib.md5(self.archive, usedforsecurity=False).hexdigest(),
            "train_list": [[name, md5(name)] for name in BATCHES],
            "test_list": [["test_batch", md5("test_batch")]],
            "meta": {"filename": "batches.meta", "key": "label_names", "md5": md5("batches.meta")},
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests += 1
                if server.fault == "missing":
                    self.send_error(404)
                    return
                content = bytes(server.archive)
                if server.fault == "altered":
                    content = content[:-1] + bytes([content[-1] ^ 1])
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                half = len(content) // 2
                self.wfile.write(content[:half])
                self.wfile.flush()
                if server.fault == "stalled":
                    server.released.wait()
                if server.fault in ("torn", "stalled"):
                    self.close_connection = True
                    return
                self.wfile.write(content[half:])

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                pass

        return Handler
