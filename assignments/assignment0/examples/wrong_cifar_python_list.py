# expect: cifar_parameters partial, cifar_all_used failed, cifar_accuracy failed
# mistake: CifarMLP keeps its layers in a Python list, so model.parameters() is empty and no optimizer trains them.
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


class SLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        return self.fc(x.view(x.size(0), -1))


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 100)
        self.fc2 = nn.Linear(100, 10)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        x = torch.sigmoid(self.fc1(x))
        return self.fc2(x)


class CifarMLP(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [3072, 100, 100, 100, 100, 10]
        self.layers = [nn.Linear(i, o) for i, o in zip(sizes, sizes[1:])]

    def forward(self, x):
        x = x.view(x.size(0), -1)
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)
