"""The choice of the device that a training runs on."""

import torch

from grader.base.errors import StaffError
from grader.base.text import Text


def choose(name: str) -> torch.device:
    """Return the device that `auto`, `cpu`, `cuda` or `mps` means on this machine.

    Raises:
        StaffError: the device was requested by name and is not available.
    """
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        return torch.device(next(device for device, there in available.items() if there))
    if not available[name]:
        raise StaffError(
            Text(
                ko=f"이 컴퓨터에서는 {name} 장치를 쓸 수 없습니다.",
                en=f"There is no {name} device on this machine.",
            ),
            Text(ko="--device auto로 실행하십시오.", en="Run with --device auto."),
        )
    return torch.device(name)
