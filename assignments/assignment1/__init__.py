"""CNN and LeNet-5 on CIFAR-10."""

from grader.base.text import Text

TITLE = Text(ko="과제 1 · CNN과 LeNet-5 (CIFAR-10)", en="Assignment 1 · CNN and LeNet-5 (CIFAR-10)")
