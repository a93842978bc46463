# expect: full
import torch
from torch import nn


class Slp(nn.Module):
    """784 -> 10"""

    def __init__(self, num_classes=10):
        super().__init__()
        self.fc = nn.Linear(in_features=784, out_features=num_classes)

    def forward(self, img):
        return self.fc(img.reshape(img.size(0), -1))


class Mlp(nn.Module):
    """784 -> 100 -> 10"""

    def __init__(self, num_classes=10):
        super().__init__()
        self.hidden = nn.Linear(in_features=784, out_features=100)
        self.output = nn.Linear(in_features=100, out_features=num_classes)

    def forward(self, img):
        h = self.hidden(img.reshape(img.size(0), -1))
        return self.output(h.sigmoid())


class CIFAR_MLP(nn.Module):
    """3072 -> 100 -> 100 -> 100 -> 100 -> 10"""

    def __init__(self, num_classes=10):
        super().__init__()
        self.first = nn.Linear(in_features=3072, out_features=100)
        self.hidden = nn.ModuleList([nn.Linear(100, 100) for _ in range(3)])
        self.output = nn.Linear(in_features=100, out_features=num_classes)

    def forward(self, img):
        h = torch.relu(self.first(img.reshape(img.size(0), -1)))
        for layer in self.hidden:
            h = torch.relu(layer(h))
        return self.output(h)


if __name__ == "__main__":
    for model, image in ((Slp(), (1, 28, 28)), (Mlp(), (1, 28, 28)), (CIFAR_MLP(), (3, 32, 32))):
        print(model(torch.zeros(2, *image)).shape, sum(p.numel() for p in model.parameters()))
