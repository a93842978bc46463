"""A zip is unpacked into its own folder, within bounds, and what it must not contain is refused by name."""

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.base.errors import NothingToGrade
from grader.batch import unpack
from grader.batch.unpack import OF_A_STUDENT, Bounds, unpack_submissions, unpack_zip
from grader.confinement.host import choose_tier
from grader.intake import zip_archive
from grader.intake.reader import Reader
from grader.records.submissions import Handed, Roll

CODE = b"x = 1\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("class")


@pytest.fixture(scope="module")
def reader(base: Path) -> Iterator[Reader]:
    with Reader([base], choose_tier()) as found:
        yield found


@pytest.fixture
def folder(base: Path, request: pytest.FixtureRequest) -> Path:
    made = base / str(abs(hash(request.node.name)))
    made.mkdir()
    return made


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data, zipfile.ZIP_DEFLATED)
    return path


def files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def link(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


def test_unpacked_files_are_as_they_went_in(folder: Path, reader: Reader) -> None:
    path = zipped(folder / "class.zip", ("kim.py", CODE), ("이/과제 1.py", CODE * 2))
    where, refused = unpack_zip(path, folder / "out", reader)
    assert files(where) == {"kim.py": CODE, "이/과제 1.py": CODE * 2}
    assert refused == []


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "a/../../evil.py", "/tmp/evil.py", "..\\evil.py", "\\evil.py", "/".join("abcdefghij" * 3)],
)
def test_unpacked_refuses_a_name_that_leads_elsewhere(folder: Path, reader: Reader, name: str) -> None:
    path = zipped(folder / "class.zip", (name, CODE), ("good.py", CODE))
    where, refused = unpack_zip(path, folder / "out", reader)
    assert files(where) == {"good.py": CODE}
    assert len(refused) == 1
    assert not list(folder.rglob("evil.py"))


def test_unpacked_refuses_a_link(folder: Path, reader: Reader) -> None:
    path = zipped(folder / "class.zip", link("passwd.py", "/etc/passwd"), ("good.py", CODE))
    where, refused = unpack_zip(path, folder / "out", reader)
    assert files(where) == {"good.py": CODE}
    assert [each.why.en for each in refused] == ["it is a link"]


def test_unpacked_refuses_a_swelling_file_whatever_size_it_claims(folder: Path, reader: Reader) -> None:
    bomb = zipped(folder / "bomb.zip", ("zeros.py", bytes(zip_archive.MEMBER_BYTES + 1)), ("good.py", CODE))
    where, refused = unpack_zip(bomb, folder / "out", reader)
    assert files(where) == {"good.py": CODE}
    assert [each.path for each in refused] == ["zeros.py"]
    data = bytearray(bomb.read_bytes())
    size = (zip_archive.MEMBER_BYTES + 1).to_bytes(4, "little")
    (folder / "liar.zip").write_bytes(bytes(data).replace(size, (10).to_bytes(4, "little")))
    where, refused = unpack_zip(folder / "liar.zip", folder / "out", reader)
    assert all(len(content) <= zip_archive.MEMBER_BYTES for content in files(where).values())
    assert [each.path for each in refused] == ["zeros.py"]


def test_unpacked_refuses_an_encrypted_file(folder: Path, reader: Reader) -> None:
    path = zipped(folder / "class.zip", ("secret.py", CODE))
    data = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    path.write_bytes(bytes(data))
    where, refused = unpack_zip(path, folder / "out", reader)
    assert files(where) == {}
    assert [each.why.en for each in refused] == ["it is encrypted"]


def test_unpacked_writes_a_name_that_stands_twice_only_once(folder: Path, reader: Reader) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(folder / "class.zip", ("kim.py", CODE), ("kim.py", b"other"))
    where, refused = unpack_zip(path, folder / "out", reader)
    assert files(where) == {"kim.py": CODE}
    assert len(refused) == 1


def test_unpacked_takes_the_first_of_names_that_some_systems_take_for_one(
    folder: Path, reader: Reader
) -> None:
    members = ("Lenet.py", CODE), ("kim/lenet.py", CODE), ("lenet.py", CODE * 2)
    where, refused = unpack_zip(zipped(folder / "class.zip", *members), folder / "out", reader)
    assert files(where) == {"Lenet.py": CODE, "kim/lenet.py": CODE}
    (one,) = refused
    assert one.path == "lenet.py"
    assert "'Lenet.py'" in one.why.en


def test_unpacked_reads_names_in_korean_windows_own_encoding(folder: Path, reader: Reader) -> None:
    path = zipped(folder / "class.zip", ("AAAAAA.py", CODE))
    path.write_bytes(path.read_bytes().replace(b"AAAAAA", "김민수".encode("cp949")))
    where, _ = unpack_zip(path, folder / "out", reader)
    assert files(where) == {"김민수.py": CODE}


def test_unpacked_tames_control_characters_and_endless_names(folder: Path, reader: Reader) -> None:
    path = zipped(folder / "class.zip", ("a\x1b[2J\nb.py", CODE), ("가" * 300 + ".py", CODE))
    where, refused = unpack_zip(path, folder / "out", reader)
    names = list(files(where))
    assert refused == []
    assert all(name.isprintable() and name.endswith(".py") for name in names)
    assert len(names) == 2


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 torn", b"no zip at all" * 100])
def test_unpacked_finds_nothing_to_grade_in_what_is_no_zip(folder: Path, reader: Reader, data: bytes) -> None:
    (folder / "class.zip").write_bytes(data)
    with pytest.raises(NothingToGrade, match="zip"):
        unpack_zip(folder / "class.zip", folder / "out", reader)


def test_unpacked_refuses_too_many_files(folder: Path, reader: Reader) -> None:
    members = [(f"{index}.py", b"") for index in range(zip_archive.MOST_MEMBERS + 1)]
    with pytest.raises(NothingToGrade, match="20,001 files"):
        unpack_zip(zipped(folder / "class.zip", *members), folder / "out", reader)


def test_unpacked_works_once_and_anew_if_it_was_cut_short(folder: Path, reader: Reader) -> None:
    path = zipped(folder / "class.zip", ("kim.py", CODE), ("../evil.py", CODE))
    where, refused = unpack_zip(path, folder / "out", reader)
    (where / "kim.py").write_bytes(b"touched")
    assert unpack_zip(path, folder / "out", reader) == (where, refused)
    assert files(where) == {"kim.py": b"touched"}
    where.with_name(f"{where.name}.json").unlink()
    assert files(unpack_zip(path, folder / "out", reader)[0]) == {"kim.py": CODE}


def test_unpack_submissions_turns_a_zip_into_the_folder_in_it(folder: Path, reader: Reader) -> None:
    path = zipped(
        folder / "kim.zip", ("hw/lenet.py", CODE), ("hw/util.py", CODE), ("__MACOSX/hw/._lenet.py", b"")
    )
    roll = Roll((Handed(student="kim", files=(str(path),)),))
    (kim,) = unpack_submissions(roll, folder / "out", reader).handed
    (where,) = kim.files
    assert sorted(each.name for each in Path(where).iterdir()) == ["lenet.py", "util.py"]


def test_unpack_submissions_keeps_why_a_zip_is_broken(folder: Path, reader: Reader) -> None:
    (folder / "kim.zip").write_bytes(b"torn")
    roll = unpack_submissions(
        Roll((Handed(student="kim", files=(str(folder / "kim.zip"),)),)), folder / "out", reader
    )
    (kim,) = roll.handed
    assert [each.path for each in kim.refused] == [str(folder / "kim.zip")]
    assert kim.files == ()


def test_unpacked_leaves_a_zip_in_a_zip_a_file(folder: Path, reader: Reader) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("a.py", CODE)
    where, _ = unpack_zip(zipped(folder / "class.zip", ("kim.zip", inner.getvalue())), folder / "out", reader)
    assert files(where) == {"kim.zip": inner.getvalue()}


def test_unpacked_takes_only_the_code_of_a_students_zip(folder: Path, reader: Reader) -> None:
    path = zipped(
        folder / "kim.zip", ("data/1.png", CODE), ("weights.pt", CODE), ("a.PY", CODE), ("b.ipynb", CODE)
    )
    where, refused = unpack_zip(path, folder / "out", reader, OF_A_STUDENT)
    assert (sorted(files(where)), refused) == (["a.PY", "b.ipynb"], [])


def test_unpack_submissions_is_not_held_up_by_thousands_of_files(folder: Path, reader: Reader) -> None:
    path = zipped(folder / "kim.zip", *((f"{number}.py", CODE) for number in range(10_000)))
    roll = Roll((Handed(student="kim", files=(str(path),)),))
    found = unpack_submissions(roll, folder / "out", reader)
    assert [each.why.en for each in found.handed[0].refused] == ["The zip holds too many files (10,000)."]
    assert found.handed[0].files == ()


def test_unpack_submissions_says_what_a_zip_without_code_holds(folder: Path, reader: Reader) -> None:
    path = zipped(folder / "kim.zip", ("report.pdf", CODE))
    (kim,) = unpack_submissions(
        Roll((Handed(student="kim", files=(str(path),)),)), folder / "out", reader
    ).handed
    assert kim.files == ()
    assert [each.why.en for each in kim.refused] == [
        "The zip holds neither a notebook nor a Python file, but report.pdf"
    ]


def test_unpack_zip_starts_few_processes_for_many_files(
    folder: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    ask = Reader._ask
    monkeypatch.setattr(Reader, "_ask", lambda self, *what: asked.append(what) or ask(self, *what))  # type: ignore[func-returns-value]
    path = zipped(folder / "class.zip", *((f"{number}.py", CODE) for number in range(1_200)))
    where, refused = unpack_zip(path, folder / "out", reader)
    assert (len(files(where)), refused) == (1_200, [])
    assert len(asked) == 4  # the list, and three groups of files


def test_unpack_zip_unpacks_all_but_the_damaged_file(folder: Path, reader: Reader) -> None:
    path = folder / "class.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in ("kim.py", "lee.py", "park.py"):
            file.writestr(name, f"x = {name!r}\n")
    path.write_bytes(path.read_bytes().replace(b"x = 'lee.py'", b"x = 'LEE.py'"))  # its checksum is wrong now
    where, refused = unpack_zip(path, folder / "out", reader)
    assert sorted(files(where)) == ["kim.py", "park.py"]
    assert [each.path for each in refused] == ["lee.py"]


def test_unpack_submissions_lets_no_student_fill_the_disk(
    folder: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "OF_A_STUDENT", Bounds(files=9, bytes=10_000_000))
    path = zipped(folder / "kim.zip", *((f"{number}.py", bytes(6_000_000)) for number in range(3)))
    found = unpack_submissions(Roll((Handed(student="kim", files=(str(path),)),)), folder / "out", reader)
    assert len(list(Path(found.handed[0].files[0]).iterdir())) == 2
    assert [each.why.en for each in found.handed[0].refused] == ["unpacked, the zip is too large."]


def test_unpacked_is_not_stopped_by_long_names_of_a_student(folder: Path, reader: Reader) -> None:
    path = zipped(folder / f"{'김' * 80}.zip", ("/".join(["a" * 200] * 20) + ".py", CODE), ("b.py", CODE))
    where, refused = unpack_zip(path, folder / "out", reader, OF_A_STUDENT)
    assert sorted(files(where)) == ["b.py"]
    assert [each.why.en for each in refused] == ["its name points to another place."]


def test_unpack_submissions_opens_a_zip_with_no_code_beside_it(folder: Path, reader: Reader) -> None:
    for student in ("kim", "lee"):
        (folder / student).mkdir()
        zipped(folder / student / "hw.zip", ("hw/lenet.py", CODE))
    (folder / "kim" / "report.pdf").touch()
    (folder / "lee" / "lenet.py").write_bytes(CODE)
    roll = Roll(tuple(Handed(student=each, files=(str(folder / each),)) for each in ("kim", "lee")))
    kim, lee = unpack_submissions(roll, folder / "out", reader).handed
    assert files(Path(kim.files[0])) == {"lenet.py": CODE}
    assert lee.files == (str(folder / "lee"),)
