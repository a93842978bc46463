# expect: runs failed, rest blocked
# mistake: LeNet5's first fully connected layer expects 16*6*6 = 576 inputs, but the flattened feature map has 400, so forward fails.
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 32, 5)
        self.second = nn.Conv2d(32, 32, 5)
        self.last = nn.Linear(24 * 24 * 32, 10)

    def forward(self, images):
        maps = F.relu(self.first(images))
        maps = F.relu(self.second(maps))
        return self.last(maps.flatten(1))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 6, 5)
        self.second = nn.Conv2d(6, 16, 5)
        self.third = nn.Linear(16 * 6 * 6, 120)
        self.fourth = nn.Linear(120, 84)
        self.last = nn.Linear(84, 10)

    def forward(self, images):
        maps = F.max_pool2d(F.relu(self.first(images)), 2)
        maps = F.max_pool2d(F.relu(self.second(maps)), 2)
        vector = maps.flatten(1)
        vector = F.relu(self.third(vector))
        vector = F.relu(self.fourth(vector))
        return self.last(vector)


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
