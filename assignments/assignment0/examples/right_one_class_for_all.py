# expect: full
import torch
import torch.nn as nn


class Perceptron(nn.Module):
    def __init__(self, sizes, activation=None):
        super().__init__()
        layers = [nn.Flatten()]
        for before, after in zip(sizes[:-2], sizes[1:-1]):
            layers += [nn.Linear(before, after), activation]
        layers.append(nn.Linear(sizes[-2], sizes[-1]))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


slp = Perceptron([784, 10])
mlp = Perceptron([784, 100, 10], nn.Sigmoid())
cifar_mlp = Perceptron([3072, 100, 100, 100, 100, 10], nn.ReLU())

for model in (slp, mlp, cifar_mlp):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
