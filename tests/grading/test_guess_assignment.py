import pytest

from grader.grading.guess_assignment import guess


@pytest.mark.parametrize(
    ("models", "file", "assignments"),
    [
        ({"LeNet5", "CNN"}, "a.ipynb", ("assignment1",)),
        ({"lenet_5"}, "a.ipynb", ("assignment1",)),
        ({"UNet"}, "a.ipynb", ("assignment2",)),
        ({"SegUNet"}, "a.ipynb", ("assignment3",)),
        ({"SegUNet", "UNet"}, "Assignment_3 (1).ipynb", ("assignment3",)),
        ({"SegUNet", "UNet"}, "a.ipynb", ("assignment2", "assignment3")),
        ({"MLP", "SLP", "UNet"}, "assignment2.py", ("assignment0",)),
        ({"Net"}, "assignment2 copy.py", ("assignment2",)),
        ({"Net"}, "homework.py", ()),
        (set(), "", ()),
    ],
)
def test_guess_goes_by_the_models_and_then_by_the_file(
    models: set[str], file: str, assignments: tuple[str, ...]
) -> None:
    assert guess(models, file) == assignments
