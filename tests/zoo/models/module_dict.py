# model: DictNet  input: 3x32x32
import torch.nn as nn


class DictNet(nn.Module):
    def __init__(self, activation="lrelu"):
        super().__init__()
        self.choice = activation
        self.acts = nn.ModuleDict({"relu": nn.ReLU(), "lrelu": nn.LeakyReLU(0.1)})
        self.net = nn.ModuleDict()
        self.net["stem"] = nn.Conv2d(3, 8, 5, stride=2, padding=2)
        self.net["body"] = nn.Conv2d(8, 16, 5, stride=2, padding=2)
        self.net["head"] = nn.Linear(16 * 8 * 8, 10)

    def forward(self, x):
        for name, block in self.net.items():
            if name == "head":
                x = block(x.flatten(start_dim=1))
            else:
                x = self.acts[self.choice](block(x))
        return x
