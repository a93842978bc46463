"""Images on a terminal with many colours."""

import io
from typing import Literal

import msgspec
import pytest
from PIL import Image
from rich.console import Console

from grader.records.report import Picture, Sample
from grader.reports.terminal import training
from tests.reports.samples import CURVE, full_marks

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def picture(*rows: tuple[int, int, int]) -> Picture:
    """Four columns wide, each row of one colour."""
    image = Image.new("RGB", (4, len(rows)))
    image.putdata([row for row in rows for _ in range(4)])
    file = io.BytesIO()
    image.save(file, "PNG")
    return Picture(4, len(rows), file.getvalue())


def drawn(
    *samples: Sample,
    colours: Literal["standard", "truecolor"] = "truecolor",
    width: int = 80,
    terminal: bool = True,
) -> str:
    part = msgspec.structs.replace(
        full_marks().parts[0], training=msgspec.structs.replace(CURVE, samples=samples)
    )
    console = Console(
        file=io.StringIO(),
        force_terminal=terminal,
        color_system=colours if terminal else None,
        width=width,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as capture:
        console.print(training(part, "en"))
    return capture.get()


MASKED = Sample(image=picture(RED, GREEN), truth=picture(GREEN, BLUE), output=picture(BLUE, RED))
MADE = Sample(image=picture(RED, GREEN), truth=picture(RED, GREEN), output=picture(BLUE, RED))


def test_pictures_stack_image_truth_and_output_two_pixels_a_character() -> None:
    text = drawn(MASKED)
    assert text.count("▀") == 3 * 4
    top_red_bottom_green = "38;2;255;0;0;48;2;0;255;0"
    top_green_bottom_blue = "38;2;0;255;0;48;2;0;0;255"
    top_blue_bottom_red = "38;2;0;0;255;48;2;255;0;0"
    places = [text.index(code) for code in (top_red_bottom_green, top_green_bottom_blue, top_blue_bottom_red)]
    assert places == sorted(places)
    assert "the truth" in text


def test_pictures_show_an_image_that_is_its_own_truth_once() -> None:
    text = drawn(MADE)
    assert text.count("▀") == 2 * 4
    assert "the truth" not in text


def test_pictures_stand_side_by_side_as_far_as_they_fit() -> None:
    assert drawn(*[MADE] * 3, width=80).count("▀") == 3 * 2 * 4
    assert drawn(*[MADE] * 30, width=80).count("▀") == 13 * 2 * 4


@pytest.mark.parametrize("terminal", [True, False])
def test_pictures_need_a_terminal_of_many_colours(terminal: bool) -> None:
    assert "▀" not in drawn(MASKED, colours="standard", terminal=terminal)


def test_pictures_leave_out_samples_that_are_classes() -> None:
    assert "▀" not in drawn(Sample(image=picture(RED, GREEN), truth="cat", output="dog"))
