"""What a process must do before it is confined, or forks others that are."""

import safetensors.torch
import torch
from torch.nn import functional as F  # noqa: N812 - torch's own custom


def prepare() -> None:
    """Limit torch to one thread, and let it detect the processor.

    At the first layer, torch reads the processor's features from files that a confined process does not see;
    without them it would sum in another order, and a score could differ between tiers in the last digits.
    """
    torch.set_num_threads(1)
    with torch.no_grad():
        F.linear(torch.ones(64, 48), torch.ones(16, 48))
        F.conv2d(torch.ones(2, 3, 8, 8), torch.ones(4, 3, 3, 3))
    # imports what it needs of Python's libraries at the first tensor, which a confined process may not see
    safetensors.torch.load(safetensors.torch.save({"one": torch.ones(1)}))
