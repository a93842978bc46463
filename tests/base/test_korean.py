"""A particle takes the form that fits the pronunciation of the word before it."""

import os
from pathlib import Path

import pytest

from grader.base.korean import quoted_with, with_particle


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("LeNet5", "과", "LeNet5와"),
        ("CNN", "과", "CNN과"),
        ("SLP", "과", "SLP와"),
        ("CifarMLP", "이라는", "CifarMLP라는"),
        ("UNet", "과", "UNet과"),
        ("UNetClassifier", "과", "UNetClassifier와"),
        ("SegmentationUNet", "이", "SegmentationUNet이"),
        ("Model", "이", "Model이"),
        ("CNN", "이", "CNN이"),
        ("MLP", "이", "MLP가"),
        ("float", "을", "float를"),
        ("list", "을", "list를"),
        ("dict", "을", "dict를"),
        ("tuple", "을", "tuple을"),
        ("int", "을", "int를"),
        ("str", "을", "str를"),
        ("ndarray", "을", "ndarray를"),
        ("Tensor", "을", "Tensor를"),
        ("과제", "은", "과제는"),
        ("제출물", "은", "제출물은"),
        ("lenet.ipynb", "은", "lenet.ipynb는"),
        ("3", "으로", "3으로"),
        ("10", "으로", "10으로"),
        ("21", "으로", "21로"),
        ("4", "으로", "4로"),
        ("제출물", "으로", "제출물로"),
        ("Dropout", "을", "Dropout을"),
        ("Softmax", "을", "Softmax를"),
        ("ReLU", "을", "ReLU를"),
        ("MaxPool2d", "을", "MaxPool2d를"),
        ("", "은", "는"),
    ],
)
def test_with_particle_fits_the_word_before_it(word: str, particle: str, expected: str) -> None:
    assert with_particle(word, particle) == expected


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("out.zip", "이", "'out.zip'이"),
        ("과제.py", "을", "'과제.py'를"),
        ("assignment4", "은", "'assignment4'는"),
        (Path("결과") / "report.json", "을", f"'결과{os.sep}report.json'을"),
    ],
)
def test_quoted_with_puts_the_particle_outside_the_quotation_marks(
    word: object, particle: str, expected: str
) -> None:
    assert quoted_with(word, particle) == expected
