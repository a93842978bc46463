import errno

import pytest

from grader.base.errors import StaffError
from grader.base.full_disk import full_disk
from grader.base.text import LANGUAGES, same


def caused(error: BaseException) -> StaffError:
    wrapper = StaffError(same("it could not be written"))
    wrapper.__cause__ = error
    return wrapper


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_seen_behind_another_error(number: int) -> None:
    error = caused(OSError(number, "No space left on device", "report.json"))
    said = full_disk(error)
    assert said is not None
    assert all("report.json" in said.get(lang) for lang in LANGUAGES)
    assert "The disk is full." in said.en


def test_full_disk_needs_no_file_to_name() -> None:
    said = full_disk(OSError(errno.ENOSPC, "No space left on device"))
    assert said is not None
    assert "None" not in said.en + said.ko


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "denied"), ValueError("full"), OSError("full")])
def test_full_disk_is_no_other_error(error: Exception) -> None:
    assert full_disk(caused(error)) is None
