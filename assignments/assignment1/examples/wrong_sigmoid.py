# expect: activations failed, outputs partial, accuracy short
# mistake: LeNet uses sigmoid where ReLU belongs, after every layer but the last.
import torch
import torch.nn as nn
import torchvision
import torchvision.transforms as transforms

class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = nn.Conv2d(in_channels=3, out_channels=32, kernel_size=5)
        self.conv2 = nn.Conv2d(in_channels=32, out_channels=32, kernel_size=5)
        self.fc1 = nn.Linear(in_features=18432, out_features=10)

    def forward(self, x):
        y = self.conv1(x)
        y = self.conv2(y)
        y = torch.reshape(y, (-1, 18432))
        y = self.fc1(y)
        return y

class LeNet(nn.Module):
    def __init__(self):
        super(LeNet, self).__init__()
        self.conv1 = nn.Conv2d(in_channels=3, out_channels=6, kernel_size=5)
        self.conv2 = nn.Conv2d(in_channels=6, out_channels=16, kernel_size=5)
        self.pooling = nn.MaxPool2d(kernel_size=2, stride=2)
        self.fc1 = nn.Linear(in_features=400, out_features=120)
        self.fc2 = nn.Linear(in_features=120, out_features=84)
        self.fc3 = nn.Linear(in_features=84, out_features=10)
        self.sigmoid = nn.Sigmoid()   # 지난 실습과 동일

    def forward(self, x):
        y = self.sigmoid(self.conv1(x))
        y = self.pooling(y)
        y = self.sigmoid(self.conv2(y))
        y = self.pooling(y)
        y = torch.reshape(y, (-1, 400))
        y = self.sigmoid(self.fc1(y))
        y = self.sigmoid(self.fc2(y))
        y = self.fc3(y)
        return y

# ---------------- 여기부터 학습 ----------------
batch_size = 100
learning_rate = 0.1
epochs = 15

train = torchvision.datasets.CIFAR10(root='./cifar10', train=True, transform=transforms.ToTensor(), download=True)
test = torchvision.datasets.CIFAR10(root='./cifar10', train=False, transform=transforms.ToTensor(), download=True)
train_loader = torch.utils.data.DataLoader(train, batch_size=batch_size, shuffle=True, drop_last=True)
test_loader = torch.utils.data.DataLoader(test, batch_size=batch_size)

model = LeNet()
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
