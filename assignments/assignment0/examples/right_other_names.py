# expect: full
# -*- coding: utf-8 -*-
# 과제 0 (학번 2025XXXX)
import torch
import torchvision
import torchvision.transforms as transforms
from torch import nn

batch_size = 100
learning_rate = 0.1

# (1) 단층 퍼셉트론
class SingleLayerPerceptron(nn.Module):
    def __init__(self):
        super(SingleLayerPerceptron, self).__init__()
        self.linear = nn.Linear(784, 10, bias=True)
    def forward(self, x):
        y = x.view(-1, 28*28)
        return self.linear(y)

# (2) 다층 퍼셉트론
class MLP_MNIST(nn.Module):
    def __init__(self):
        super(MLP_MNIST, self).__init__()
        self.layer1 = nn.Linear(784, 100)
        self.act = nn.Sigmoid()
        self.layer2 = nn.Linear(100, 10)
    def forward(self, x):
        y = x.view(-1, 28*28)
        y = self.act(self.layer1(y))
        return self.layer2(y)

# (3) CIFAR-10, 5층
class Cifar10_MLP(nn.Module):
    def __init__(self):
        super(Cifar10_MLP, self).__init__()
        self.layer1 = nn.Linear(3072, 100)
        self.layer2 = nn.Linear(100, 100)
        self.layer3 = nn.Linear(100, 100)
        self.layer4 = nn.Linear(100, 100)
        self.layer5 = nn.Linear(100, 10)
        self.act = nn.ReLU()
    def forward(self, x):
        y = x.view(-1, 32*32*3)
        for layer in [self.layer1, self.layer2, self.layer3, self.layer4]:
            y = self.act(layer(y))
        return self.layer5(y)

train = torchvision.datasets.CIFAR10('./cifar10', train=True, transform=transforms.ToTensor(), download=True)
loader = torch.utils.data.DataLoader(train, batch_size=batch_size, shuffle=True, drop_last=True)

model = Cifar10_MLP().to('cuda:0')
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.SGD(model.parameters(), lr=learning_rate)
for epoch in range(30):
    for x, y in loader:
        loss = loss_fn(model(x.to('cuda:0')), y.to('cuda:0'))
        opt.zero_grad()
        loss.backward()
        opt.step()
    print('epoch', epoch + 1, loss.item())
torch.save(model.state_dict(), 'mlp.pt')
