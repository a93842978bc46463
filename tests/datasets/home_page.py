"""A local home page that serves files as they are, or makes downloads fail in a chosen way."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Literal, Self

Fault = Literal["none", "torn", "altered", "missing", "stalled"]


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


class HomePage:
    """Serves files by their names; counts the requests."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.fault: Fault = "none"
        self.requests = 0
        self.released = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page.requests += 1
                name = self.path.removeprefix("/")
                if page.fault == "missing" or name not in page.files:
                    self.send_error(404)
                    return
                content = page.files[name]
                if page.fault == "altered":
                    content = content[:-1] + bytes([content[-1] ^ 1])
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                half = len(content) // 2
                self.wfile.write(content[:half])
                self.wfile.flush()
                if page.fault == "stalled":
                    page.released.wait()
                if page.fault in ("torn", "stalled"):
                    self.close_connection = True
                    return
                self.wfile.write(content[half:])

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                pass

        return Handler
