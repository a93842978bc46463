# model: ActorCritic  input: 8  returns: policy, value
from dataclasses import dataclass

import torch
import torch.nn as nn


@dataclass
class Advice:
    policy: torch.Tensor
    value: torch.Tensor


class ActorCritic(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 24), nn.Tanh())
        self.actor, self.critic = nn.Linear(24, 4), nn.Linear(24, 1)

    def forward(self, state):
        h = self.body(state)
        return Advice(policy=self.actor(h).log_softmax(-1), value=self.critic(h))
