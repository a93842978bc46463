"""The surroundings of a submission: secrets, results to tamper with, processes and ports to reach."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil

FIXTURES = Path(__file__).parent / "fixtures" / "attacks"
WHERE_FILES_MIGHT_BE_LEFT = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/root", "/mnt", "/", ".")


class World:
    """Everything planted, under a folder that anybody may read and write.

    Args:
        secret: what must not be found in any outcome.
    """

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.mark = f"attack{uuid.uuid4().hex[:8]}"
        self.folder = Path(tempfile.mkdtemp(prefix="planted-"))
        self._submissions = Path(tempfile.mkdtemp(prefix="submitted-"))
        self.shown = Path(tempfile.mkdtemp(prefix="shown-"))
        self._plant()
        self.victim = subprocess.Popen(["sleep", "900"], env={"PLANTED": secret, "PATH": os.environ["PATH"]})
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.unix = _listening(str(self.folder / "socket"))
        self.abstract = _listening(f"\0{self.mark}")
        for listener in self._listeners:
            listener.setblocking(False)
        self.before = self.state()

    def _plant(self) -> None:
        files = {
            "other/lenet.py": f"# {self.secret}\n",
            "planted_reference.py": f"SECRET = '{self.secret}'\n",
            "labels.txt": f"{self.secret} 3 1 4 1 5\n",
            "results/20260001.json": f'{{"earned": 61, "note": "{self.secret}"}}\n',
            "empty/.keep": "",
        }
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            path.chmod(0o666)
        (self.folder / "empty" / ".keep").unlink()
        for folder in (self.folder, *filter(Path.is_dir, self.folder.rglob("*"))):
            folder.chmod(0o777)
        (self.shown / "material").write_text(f"{self.secret}\n")
        self.shown.chmod(0o755)

    @property
    def _listeners(self) -> list[socket.socket]:
        return [self.tcp, self.udp, self.unix, self.abstract]

    def submission(self, path: Path, beside: Path | None = None) -> Path:
        """Return a folder with a submission, what it shares with others, and what lies beside it."""
        folder = Path(tempfile.mkdtemp(dir=self._submissions))
        if beside is not None:
            shutil.copytree(beside, folder, dirs_exist_ok=True)
        for each in (FIXTURES / "tools.py", path):
            (folder / each.name).write_text(self._filled_in(each.read_text(encoding="utf-8")))
        return folder

    def _filled_in(self, text: str) -> str:
        values = {
            "@planted@": str(self.folder),
            "@mark@": self.mark,
            "@victim@": str(self.victim.pid),
            "@host@": str(os.getpid()),
            "@port@": str(self.port),
            "@folder@": str(self.shown),
            "@secret name@": "GRADER_TEST_SECRET",
        }
        for name, value in values.items():
            text = text.replace(name, value)
        return text

    def state(self) -> dict[str, object]:
        """All that an attack could have changed here, and that could be seen from outside."""
        return {str(path): _state(path) for path in sorted([self.folder, *self.folder.rglob("*")])}

    def left(self) -> list[str]:
        """Files and processes that carry the mark."""
        folders = [Path(name) for name in WHERE_FILES_MIGHT_BE_LEFT if os.access(name, os.R_OK)]
        files = [str(path) for folder in folders for path in folder.iterdir() if self.mark in path.name]
        return files + [str(process) for process in psutil.process_iter() if self._is_marked(process)]

    def _is_marked(self, process: psutil.Process) -> bool:
        with contextlib.suppress(psutil.Error):
            return process.name().startswith(self.mark)
        return False

    def visitors(self) -> int:
        """How many have got through to one of the sockets."""
        found = 0
        for listener in self._listeners:
            with contextlib.suppress(BlockingIOError):
                listener.recv(100) if listener is self.udp else listener.accept()[0].close()
                found += 1
        return found

    def end(self) -> None:
        for listener in self._listeners:
            listener.close()
        self.victim.kill()
        self.victim.wait()
        for folder in (self.folder, self._submissions, self.shown):
            shutil.rmtree(folder)


def _listening(address: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen()
    return listener


def _state(path: Path) -> object:
    found = path.lstat()
    content = path.read_bytes() if path.is_file() else b""
    extended = os.listxattr(path) if hasattr(os, "listxattr") else []
    owner = found.st_mode, found.st_uid, found.st_gid
    return (*owner, found.st_mtime_ns, found.st_ino, found.st_nlink, content, extended)


@contextlib.contextmanager
def planted(secret: str) -> Iterator[World]:
    """Plant everything, and take it away again."""
    world = World(secret)
    try:
        yield world
    finally:
        world.end()
