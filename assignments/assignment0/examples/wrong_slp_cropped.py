# expect: slp_inputs failed, slp_parameters partial, slp_outputs partial
# mistake: SLP cuts the border of four pixels off the image and takes 20*20 = 400 inputs instead of 784.
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


class SLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20 * 20, 10)

    def forward(self, x):
        x = x[:, :, 4:24, 4:24]   # 숫자는 가운데 20x20 안에 있다
        return self.fc(x.reshape(-1, 20 * 20))


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
        self.fc1 = nn.Linear(3072, 100)
        self.fc2 = nn.Linear(100, 100)
        self.fc3 = nn.Linear(100, 100)
        self.fc4 = nn.Linear(100, 100)
        self.fc5 = nn.Linear(100, 10)

    def forward(self, x):
        x = x.view(x.size(0), -1)
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
