"""Perceptrons on MNIST and CIFAR-10."""

from grader.base.text import Text

TITLE = Text(ko="과제 0 · 퍼셉트론 (MNIST, CIFAR-10)", en="Assignment 0 · Perceptrons (MNIST, CIFAR-10)")
