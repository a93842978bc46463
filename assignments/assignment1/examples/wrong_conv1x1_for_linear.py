# expect: fully_connected partial
# mistake: LeNet5's second fully connected layer (120x84) is written as a 1x1 convolution.
import torch
import torch.nn as nn
import torch.nn.functional as F


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 5)
        self.conv2 = nn.Conv2d(32, 32, 5)
        self.classifier = nn.Linear(32 * 24 * 24, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = self.conv2(x)
        return self.classifier(x.flatten(1))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Conv2d(120, 84, 1)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        x = F.relu(self.fc2(x[:, :, None, None]))
        return self.fc3(x.flatten(1))


if __name__ == '__main__':
    x = torch.rand(2, 3, 32, 32)
    for net in (CNN(), LeNet5()):
        print(net)
        print(net(x).shape, sum(p.numel() for p in net.parameters()))
