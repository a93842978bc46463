"""`grade export`: what another system needs to grade with this grader."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from grader.base.errors import StaffError
from grader.base.text import Text
from grader.cli.options import must_exist
from grader.cli.status import tell
from grader.exports import github, gitlab, gradescope
from grader.exports.parcel import ExportOrder

EXPORTS: Final[dict[str, Callable[[ExportOrder], dict[str, bytes]]]] = {
    "github": github.export,
    "gitlab": gitlab.export,
    "gradescope": gradescope.export,
}


def export(to: str, order: ExportOrder, output: Path) -> None:
    """Write one export to a folder, or to a zip where the system takes one.

    Raises:
        StaffError: the data cannot be used, or the files cannot be written.
    """
    must_exist(order.assignment)
    content = EXPORTS[to](order)
    try:
        if to == "gradescope":
            output.write_bytes(gradescope.zipped(content))
        else:
            _unpack(content, output)
    except OSError as error:
        raise unwritable(output, error) from error
    tell(Text(ko=f"'{output}'에 만들었습니다.", en=f"Made '{output}'."), order.lang, style="green")
    if not order.data:
        tell(_NO_DATA, order.lang, style="yellow")


_NO_DATA: Final = Text(
    ko="--data를 주지 않아, 채점하는 곳에서 데이터를 내려받습니다. 내려받지 못하면 잠정 점수가 됩니다.",
    en="Without --data, the data is downloaded where it is graded; if it cannot be, scores are provisional.",
)


def _unpack(content: dict[str, bytes], folder: Path) -> None:
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def unwritable(output: Path, error: OSError, option: str = "-o") -> StaffError:
    """Say that a place cannot be written to, and which option names another."""
    reason = error.strerror or type(error).__name__
    return StaffError(
        Text(ko=f"'{output}'에 쓰지 못했습니다: {reason}", en=f"'{output}' could not be written: {reason}"),
        Text(
            ko=f"폴더가 있는지, 쓸 수 있는 곳인지 확인하고 {option}에 다른 경로를 주십시오.",
            en=f"Check that the folder exists and can be written to, or give {option} another path.",
        ),
    )
