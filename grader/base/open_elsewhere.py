"""A file that another program has open, which Windows then neither replaces nor lets read."""

import os
from typing import Final

from grader.base.text import Text

CLOSE_IT: Final = Text(
    ko="이 파일이 다른 프로그램(Excel, 편집기, OneDrive 등)에서 열려 있으면 닫고 다시 실행하십시오."
    " 아니면 그 파일과 폴더에 대한 권한을 확인하십시오.",
    en="If another program (Excel, an editor, OneDrive) has this file open, close it there and try again;"
    " if not, check your rights to it and to its folder.",
)


def may_be_open_elsewhere(error: BaseException) -> bool:
    """Return whether Windows refused a file: for one that is open, it says that the right is missing."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PermissionError):
            return os.name == "nt"
        cause = cause.__cause__
    return False
