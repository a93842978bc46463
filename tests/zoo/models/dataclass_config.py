# model: ConfiguredNet  input: 3x32x32
from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Callable, Optional

import torch
from torch import Tensor, nn


class Act(Enum):
    RELU = "relu"
    TANH = "tanh"


@dataclass(frozen=True)
class Config:
    channels: list[int] = field(default_factory=lambda: [3, 8, 16])
    kernel: int = 3
    act: Act = Act.RELU
    dropout: float = 0.0
    classes: int = 10


class ConfiguredNet(nn.Module):
    convs: nn.ModuleList
    head: nn.Linear

    def __init__(self, config: Optional[Config] = None) -> None:
        super().__init__()
        self.config = cfg = config or Config()
        pairs = zip(cfg.channels, cfg.channels[1:])
        self.convs = nn.ModuleList(nn.Conv2d(i, o, cfg.kernel, padding=cfg.kernel // 2) for i, o in pairs)
        self.act: Callable[[Tensor], Tensor] = {Act.RELU: torch.relu, Act.TANH: torch.tanh}[cfg.act]
        self.drop = nn.Dropout(cfg.dropout) if cfg.dropout > 0 else nn.Identity()
        self.head = nn.Linear(cfg.channels[-1] * 8 * 8, cfg.classes)

    def forward(self, x: Tensor) -> Tensor:
        for conv in self.convs:
            x = nn.functional.avg_pool2d(self.act(conv(x)), 2)
        return self.head(self.drop(x.flatten(1)))
