# expect: full
import torch
import torch.nn as nn
import torchvision.datasets as dsets
import torchvision.transforms as transforms

class SLP(nn.Module):
    def __init__(self):
        super(SLP, self).__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x):
        return self.linear(x)

class MLP(nn.Module):
    def __init__(self):
        super(MLP, self).__init__()
        self.linear1 = nn.Linear(784, 100)
        self.linear2 = nn.Linear(100, 10)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        x = self.linear1(x)
        x = self.sigmoid(x)
        x = self.linear2(x)
        return x

class CifarMLP(nn.Module):
    def __init__(self):
        super(CifarMLP, self).__init__()
        self.linear1 = nn.Linear(3072, 100)
        self.linear2 = nn.Linear(100, 100)
        self.linear3 = nn.Linear(100, 100)
        self.linear4 = nn.Linear(100, 100)
        self.linear5 = nn.Linear(100, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.linear1(x))
        x = self.relu(self.linear2(x))
        x = self.relu(self.linear3(x))
        x = self.relu(self.linear4(x))
        x = self.linear5(x)
        return x

mnist_train = dsets.MNIST(root='MNIST_data/', train=True, transform=transforms.ToTensor(), download=True)
cifar_train = dsets.CIFAR10(root='CIFAR10_data/', train=True, transform=transforms.ToTensor(), download=True)
mnist_loader = torch.utils.data.DataLoader(mnist_train, batch_size=100, shuffle=True, drop_last=True)
cifar_loader = torch.utils.data.DataLoader(cifar_train, batch_size=100, shuffle=True, drop_last=True)

slp, mlp, cifar_mlp = SLP(), MLP(), CifarMLP()
criterion = nn.CrossEntropyLoss()

for model, loader, size in [(slp, mnist_loader, 28 * 28), (mlp, mnist_loader, 28 * 28), (cifar_mlp, cifar_loader, 3 * 32 * 32)]:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(15):
        for X, Y in loader:
            X = X.view(-1, size)    # 이미지를 한 줄로 펼친다
            cost = criterion(model(X), Y)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        print('Epoch:', '%04d' % (epoch + 1), 'cost =', '{:.9f}'.format(cost.item()))
