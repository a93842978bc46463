"""What PyTorch Lightning adds to a module and to a data module, as far as these need it. Runs in the child.

The package is not installed; a student's `class LeNet5(pl.LightningModule)` is a model all the same.
"""

import sys
from typing import Any

import torch
from torch import nn


class LightningModule(nn.Module):
    """A module that keeps its arguments and logs nothing."""

    __module__ = "torch.nn"  # it brings no layers, so nobody has borrowed any
    device = torch.device("cpu")

    def save_hyperparameters(self, *_names: Any, **_options: Any) -> None:
        """Keep the arguments of the `__init__` that calls this."""
        own = sys._getframe(1).f_locals
        self.hparams = _Arguments({name: own[name] for name in own if name not in ("self", "__class__")})

    def log(self, *_args: Any, **_options: Any) -> None:
        """Log nothing."""

    log_dict = log


class LightningDataModule:
    """A data module that keeps its arguments: its methods are the student's own."""

    save_hyperparameters = LightningModule.save_hyperparameters


class _Arguments(dict[str, Any]):
    """Arguments that are read as `hparams.width` or `hparams["width"]`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None
