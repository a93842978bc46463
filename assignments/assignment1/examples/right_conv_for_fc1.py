# expect: full
"""Homework 1: a small CNN and LeNet-5 on CIFAR-10, functional style."""

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 5)
        self.conv2 = nn.Conv2d(32, 32, 5)
        self.fc = nn.Linear(32 * 24 * 24, 10)

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        return self.fc(torch.flatten(x, 1))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Conv2d(16, 120, 5)  # as in the 1998 paper
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def main():
    train_set = torchvision.datasets.CIFAR10("./data", train=True, download=True, transform=transforms.ToTensor())
    loader = torch.utils.data.DataLoader(train_set, batch_size=100, shuffle=True, drop_last=True)
    model = LeNet5()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(20):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
    torch.save(model.state_dict(), "lenet5.pth")


if __name__ == "__main__":
    main()
