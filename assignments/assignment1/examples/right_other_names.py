# expect: full
import torch
import torchvision
import torchvision.transforms as transforms
from torch import nn

# 강의자료 CNN 예제
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.layer1 = nn.Conv2d(3, 32, (5, 5), (1, 1), (0, 0))
        self.layer2 = nn.Conv2d(32, 32, (5, 5), (1, 1), (0, 0))
        self.linear = nn.Linear(24*24*32, 10)
    def forward(self, input):
        out = torch.relu(self.layer1(input))
        out = self.layer2(out)
        out = out.reshape(out.size(0), -1)
        return self.linear(out)

# LeNet-5
class Lenet_5(nn.Module):
    def __init__(self):
        super(Lenet_5, self).__init__()
        self.C1 = nn.Conv2d(3, 6, 5)
        self.C3 = nn.Conv2d(6, 16, 5)
        self.F5 = nn.Linear(400, 120)
        self.F6 = nn.Linear(120, 84)
        self.OUT = nn.Linear(84, 10)
        self.S = nn.MaxPool2d(2, 2)
    def forward(self, input):
        out = self.S(torch.relu(self.C1(input)))
        out = self.S(torch.relu(self.C3(out)))
        out = out.view(out.shape[0], -1)
        out = torch.relu(self.F5(out))
        out = torch.relu(self.F6(out))
        return self.OUT(out)

# ---------------- 여기부터 학습 ----------------
batch_size = 100
learning_rate = 0.1
epochs = 15

train = torchvision.datasets.CIFAR10(root='./cifar10', train=True, transform=transforms.ToTensor(), download=True)
test = torchvision.datasets.CIFAR10(root='./cifar10', train=False, transform=transforms.ToTensor(), download=True)
train_loader = torch.utils.data.DataLoader(train, batch_size=batch_size, shuffle=True, drop_last=True)
test_loader = torch.utils.data.DataLoader(test, batch_size=batch_size)

model = Lenet_5()
model.to('cuda:0')
loss_fn = nn.CrossEntropyLoss()
opt = torch.optim.SGD(model.parameters(), lr=learning_rate)

for epoch in range(epochs):
    for x, y in train_loader:
        x = x.to('cuda:0')
        y = y.to('cuda:0')
        loss = loss_fn(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print('epoch', epoch, 'loss', loss.item())

correct = 0
for x, y in test_loader:
    correct += (model(x.to('cuda:0')).argmax(1).cpu() == y).sum().item()
print('정확도 :', correct / len(test))
torch.save(model, 'lenet.pt')
