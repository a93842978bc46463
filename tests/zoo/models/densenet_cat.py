# model: DenseNet  input: 3x32x32
import torch
import torch.nn as nn
import torch.nn.functional as F


class DenseLayer(nn.Module):
    def __init__(self, c_in, growth):
        super().__init__()
        self.bn = nn.BatchNorm2d(c_in)
        self.conv = nn.Conv2d(c_in, growth, 3, padding=1, bias=False)

    def forward(self, features):
        x = torch.cat(features, 1)
        return self.conv(F.relu(self.bn(x)))


class DenseBlock(nn.Module):
    def __init__(self, c_in, growth, n):
        super().__init__()
        for i in range(n):
            self.add_module(f"dense{i + 1}", DenseLayer(c_in + i * growth, growth))

    def forward(self, x):
        features = [x]
        for _, layer in self.named_children():
            features.append(layer(features))
        return torch.cat(features, dim=1)


class Transition(nn.Sequential):
    def __init__(self, c_in, c_out):
        super().__init__(nn.BatchNorm2d(c_in), nn.ReLU(), nn.Conv2d(c_in, c_out, 1), nn.AvgPool2d(2))


class DenseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.block1, self.trans1 = DenseBlock(8, 4, 3), Transition(20, 10)
        self.block2, self.trans2 = DenseBlock(10, 4, 3), Transition(22, 11)
        self.head = nn.Linear(11, 10)

    def forward(self, x):
        x = self.trans1(self.block1(self.stem(x)))
        x = self.trans2(self.block2(x))
        x = F.adaptive_avg_pool2d(F.relu(x), (1, 1))
        return self.head(torch.flatten(x, 1))
