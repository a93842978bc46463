"""The files that readers of the documentation are assumed to have: images, and a class's submissions."""

import zipfile
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

REPOSITORY: Final = Path(__file__).parents[2]
EXAMPLES: Final = REPOSITORY / "assignments" / "assignment1" / "examples"
HANDED_IN: Final = {"2023001": "wrong_kernel_3.ipynb", "2023002": "right_functional.py"}
ROSTER: Final = "학번,이름\n2023001,김민수\n2023002,이영희\n2023003,박지훈\n"
GRADEBOOK: Final = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (77)\n"
    "    Points Possible,,,,,100\n"
    "김민수,501,2023001,u1,A,\n이영희,502,2023002,u2,A,\n박지훈,503,2023003,u3,A,\n"
)
WORKSHEET: Final = (
    "Identifier,Full name,ID number,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    "Participant 1,김민수,2023001,Submitted,,10.00,Yes,-,-,\n"
)


def lay_out(desk: Path) -> None:
    """Put all of it into a folder."""
    draw(desk / "images", classes=10, train=30, test=10)
    draw(desk / "pictures", classes=4, train=40, test=40)
    with zipfile.ZipFile(desk / "submissions.zip", "w") as archive:
        for student, example in HANDED_IN.items():
            archive.write(EXAMPLES / example, student + Path(example).suffix)
    (desk / "class.csv").write_text(ROSTER, encoding="utf-8")
    (desk / "gradebook.csv").write_text(GRADEBOOK, encoding="utf-8")
    (desk / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")


def draw(folder: Path, *, classes: int, train: int, test: int) -> None:
    """Make an image folder: each class has a colour of its own, under noise."""
    rng = np.random.default_rng(0)
    colours = rng.integers(60, 196, (classes, 3))
    for split, images in (("train", train), ("test", test)):
        for label, colour in enumerate(colours):
            place = folder / split / f"class{label}"
            place.mkdir(parents=True)
            for index in range(images):
                noise = rng.integers(-60, 60, (32, 32, 3))
                Image.fromarray((colour + noise).astype(np.uint8)).save(place / f"{index:03}.png")
