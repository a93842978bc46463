"""Files of the cache are written whole, also where a reader keeps them for a moment."""

import threading
import time
from pathlib import Path

from grader.base.cache import write_whole


def test_write_whole_replaces_a_file_that_is_just_being_read(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(b"old")
    reading = threading.Event()

    def read() -> None:
        with file.open("rb"):
            reading.set()
            time.sleep(0.1)

    reader = threading.Thread(target=read)
    reader.start()
    reading.wait()
    write_whole(file, b"new")
    reader.join()
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]
