# expect: full
import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class SLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))

    def forward(self, x):
        return self.net(x)


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(),
            nn.Linear(784, 100),
            nn.Sigmoid(),
            nn.Linear(100, 10),
        )

    def forward(self, x):
        return self.net(x)


class CifarMLP(nn.Module):
    def __init__(self):
        super().__init__()
        hidden = []
        for i in range(4):
            hidden += [nn.Linear(3072 if i == 0 else 100, 100), nn.ReLU(inplace=True)]
        self.net = nn.Sequential(nn.Flatten(), *hidden, nn.Linear(100, 10))

    def forward(self, x):
        return self.net(x)


def fit(model, dataset, epochs=15):
    loader = DataLoader(dataset, batch_size=100, shuffle=True, drop_last=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(epochs):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())


if __name__ == "__main__":
    mnist = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
    cifar = datasets.CIFAR10("data", train=True, download=True, transform=transforms.ToTensor())
    fit(SLP(), mnist)
    fit(MLP(), mnist)
    fit(CifarMLP(), cifar, epochs=30)
