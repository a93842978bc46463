"""What a warm process imports ahead whose children are to rehearse many loops: torchvision takes 1 s."""

import torchvision  # noqa: F401 - imported for the children


def prepare() -> None:
    """Do nothing: the import is all."""
