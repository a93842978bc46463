"""A U-Net that names the class of every pixel."""

from grader.base.text import Text

TITLE = Text(ko="과제 3 · U-Net 의미 분할", en="Assignment 3 · U-Net for semantic segmentation")
