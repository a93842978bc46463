# expect: cifar_inputs failed, cifar_parameters partial, cifar_outputs partial
# mistake: CifarMLP makes the image grey first, so it takes 32*32 = 1024 inputs instead of 3072.
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
        self.fc1 = nn.Linear(32 * 32, 100)
        self.fc2 = nn.Linear(100, 100)
        self.fc3 = nn.Linear(100, 100)
        self.fc4 = nn.Linear(100, 100)
        self.fc5 = nn.Linear(100, 10)

    def forward(self, x):
        x = x.mean(1).view(-1, 32 * 32)   # 흑백으로
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = F.relu(self.fc3(x))
        x = F.relu(self.fc4(x))
        return self.fc5(x)


batch_size = 100
learning_rate = 0.1
mnist = torchvision.datasets.MNIST('./data', train=True, transform=transforms.ToTensor(), download=True)
cifar = torchvision.datasets.CIFAR10('./data', train=True, transform=transforms.ToTensor(), download=True)

for model, dataset in ((SLP(), mnist), (MLP(), mnist), (CifarMLP(), cifar)):
    loader = torch.utils.data.DataLoader(dataset, batch_size=batch_size, shuffle=True, drop_last=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for epoch in range(15):
        for x, y in loader:
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(type(model).__name__, epoch, loss.item())
