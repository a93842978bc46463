"""A U-Net that rebuilds CIFAR-10's images, and a classifier made of it."""

from grader.base.text import Text

TITLE = Text(ko="과제 2 · U-Net (CIFAR-10)", en="Assignment 2 · U-Net (CIFAR-10)")
