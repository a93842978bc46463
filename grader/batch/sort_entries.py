"""Find out whose each entry of a download is: by its platform's rule, and by the roster."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.base.text import Text
from grader.batch import name_search
from grader.batch import roster as rosters
from grader.batch.file_name_layouts import Named, composed
from grader.batch.refusals import LINK, NOT_UTF8, is_handed_in, spelt
from grader.records.submissions import UngradedFile, Unmatched

Naming = Callable[[Path], Sequence[Named]]
"""Returns whose a file or folder is: nobody's, one student's, or a group's."""

_NAMELESS = Text(
    ko="다른 제출물과 이름 형식이 달라 누구의 것인지 알 수 없습니다.",
    en="its name is not made like the others', so it is not clear whose it is.",
)
_OTHER = Text(ko="다른 과제의 제출물입니다.", en="it was handed in for another assignment.")
_NOT_LISTED = Text(ko="명단에 없는 학생입니다.", en="the roster has no such student.")
_ADDED = Text(
    ko="플랫폼이 제출 파일 옆에 덧붙인 글입니다.", en="a text that the platform adds beside the files."
)
_ONLY_TEXT = Text(
    ko="파일 없이 플랫폼에 적은 글만 있습니다.", en="a text typed into the platform, without a file."
)


@dataclass(frozen=True)
class HandedFile:
    """A student's entry of the download, or a file that was lost from within it."""

    entry: Path
    path: Path
    named: Named
    why: Text | None = None
    """Why it cannot be graded; None if it can be tried."""

    @property
    def is_lost(self) -> bool:
        """Whether it is a file within the entry that was not unpacked."""
        return self.path != self.entry


@dataclass
class Sorted:
    """The entries of a download by the students whose they are, and those that are no single student's."""

    found: dict[str, list[HandedFile]] = field(default_factory=lambda: defaultdict(list))
    unclear: dict[str, list[UngradedFile]] = field(default_factory=lambda: defaultdict(list))
    unmatched: list[Unmatched] = field(default_factory=list)
    aside: list[UngradedFile] = field(default_factory=list)

    def set_aside(self) -> None:
        """Set aside what a platform added for those who handed in files as well."""
        for student, found in self.found.items():
            files = [each for each in found if not each.named.is_added]
            if files:
                self.found[student] = files
                self.aside += [
                    UngradedFile(spelt(each.path), _ADDED) for each in found if each.named.is_added
                ]


class Sorter:
    """Finds out whose each entry is.

    Args:
        folder: the folder of the class.
        assignment: the assignment that is graded.
        naming: how the names say whose they are.
        roster: the class, if it is known.
        plain: whether the names are the students' own, so that any stray file seems to name a student.
    """

    def __init__(
        self,
        folder: Path,
        assignment: str,
        naming: Naming,
        roster: Sequence[rosters.Student] | None,
        *,
        plain: bool,
    ) -> None:
        self._folder, self._assignment, self._naming = folder, assignment, naming
        self._roster, self._plain = roster, plain
        self.sorted = Sorted()

    def add(self, entry: Path, path: Path, why: Text | None) -> None:
        """Sort a file in.

        Args:
            entry: the entry of the folder whose name says whose the file is.
            path: the file, which is the entry itself or within it.
            why: why it cannot be graded; None if it can be tried.
        """
        students = self._naming(entry)
        if any(named.assignment not in ("", self._assignment) for named in students):
            self.sorted.aside.append(UngradedFile(spelt(path), _OTHER))
        elif self._roster is not None:
            self._add_by_roster(self._roster, entry, path, why, students)
        elif not students or (self._plain and _is_stray(entry, path, why)):
            self.sorted.unmatched.append(Unmatched(spelt(path), why or _NAMELESS))
        else:
            for named in students:
                self._give(named.student, entry, path, named, why)

    def _give(self, student: str, entry: Path, path: Path, named: Named, why: Text | None) -> None:
        why = _ONLY_TEXT if named.is_added else why
        self.sorted.found[student].append(HandedFile(entry, path, named, why))

    def _add_by_roster(
        self,
        roster: Sequence[rosters.Student],
        entry: Path,
        path: Path,
        why: Text | None,
        students: Sequence[Named],
    ) -> None:
        listed = [(rosters.find(roster, named.student, named.name), named) for named in students]
        for student, named in listed:
            if student is not None:
                self._give(student.id, entry, path, named, why)
        if not any(student for student, _ in listed):
            self._search(roster, entry, path, why, students)
        elif not all(student for student, _ in listed):  # a group's submission
            self.sorted.unmatched.append(Unmatched(spelt(path), _NOT_LISTED))

    def _search(
        self,
        roster: Sequence[rosters.Student],
        entry: Path,
        path: Path,
        why: Text | None,
        students: Sequence[Named],
    ) -> None:
        """Look for a student anywhere in the entry's name."""
        meant = name_search.search(roster, composed(spelt(entry.relative_to(self._folder))))
        if meant.student is not None:
            named = students[0] if len(students) == 1 else Named(meant.student.id, file=path.name)
            self._give(meant.student.id, entry, path, named, why)
            return
        said = meant.why or why or (_NOT_LISTED if students else _NAMELESS)
        self.sorted.unmatched.append(Unmatched(spelt(path), said))
        for student in meant.perhaps:
            self.sorted.unclear[student.id].append(UngradedFile(spelt(path), said))


def _is_stray(entry: Path, path: Path, why: Text | None) -> bool:
    """Return whether a file that names no student by a platform's rule is likely to be nobody's."""
    if why in (LINK, NOT_UTF8):
        return True
    return why is not None and entry == path and not is_handed_in(path)
