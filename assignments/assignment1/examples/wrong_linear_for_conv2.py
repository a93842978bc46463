# expect: convolutions partial, feature_maps partial, parameters partial, outputs partial
# mistake: LeNet5's second convolution is replaced by a fully connected layer 1176x1600 whose output is reshaped to 10x10x16.
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv_1 = nn.Conv2d(3, 32, 5)
        self.conv_2 = nn.Conv2d(32, 32, 5)
        self.fc_1 = nn.Linear(32 * 24 * 24, 10)

    def forward(self, x):
        out = self.conv_1(x)
        out = F.relu(out)
        out = self.conv_2(out)
        out = F.relu(out)
        out = out.view(out.size(0), -1)
        out = self.fc_1(out)
        return out


class LeNet5(nn.Module):
    def __init__(self):
        super(LeNet5, self).__init__()
        self.conv_1 = nn.Conv2d(3, 6, 5)
        self.layer_2 = nn.Linear(6 * 14 * 14, 16 * 10 * 10)
        self.fc_1 = nn.Linear(16 * 5 * 5, 120)
        self.fc_2 = nn.Linear(120, 84)
        self.fc_3 = nn.Linear(84, 10)

    def forward(self, x):
        out = self.conv_1(x)
        out = F.relu(out)
        out = F.max_pool2d(out, 2)
        out = self.layer_2(out.view(out.size(0), -1))
        out = out.view(out.size(0), 16, 10, 10)
        out = F.relu(out)
        out = F.max_pool2d(out, 2)
        out = out.view(out.size(0), -1)
        out = F.relu(self.fc_1(out))
        out = F.relu(self.fc_2(out))
        out = self.fc_3(out)
        return out


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
