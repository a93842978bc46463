# expect: fully_connected partial, activations partial, feature_maps partial, parameters partial, outputs partial
# mistake: LeNet5 has no 120x84 layer: the 120 numbers go straight to the 10 classes.
import torch
import torchvision
import torch.nn as nn
import torchvision.transforms as transforms

class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.layer = nn.Sequential(
            nn.Conv2d(3, 32, 5),   # 32 -> 28
            nn.ReLU(),
            nn.Conv2d(32, 32, 5),  # 28 -> 24
            nn.ReLU())
        self.fc_layer = nn.Linear(32*24*24, 10)

    def forward(self, x):
        out = self.layer(x)
        out = out.view(-1, 32*24*24)
        out = self.fc_layer(out)
        return out

class LeNet5(nn.Module):
    def __init__(self):
        super(LeNet5, self).__init__()
        self.layer = nn.Sequential(
            nn.Conv2d(3, 6, 5),    # 32 -> 28
            nn.ReLU(),
            nn.MaxPool2d(2, 2),    # 28 -> 14
            nn.Conv2d(6, 16, 5),   # 14 -> 10
            nn.ReLU(),
            nn.MaxPool2d(2, 2))    # 10 -> 5
        self.fc_layer = nn.Sequential(
            nn.Linear(16*5*5, 120),
            nn.ReLU(),
            nn.Linear(120, 10))

    def forward(self, x):
        out = self.layer(x)
        out = out.view(-1, 16*5*5)
        out = self.fc_layer(out)
        return out

# ---------------- 여기부터 학습 ----------------
batch_size = 100
learning_rate = 0.1
epochs = 30

train = torchvision.datasets.CIFAR10(root='./cifar10', train=True, transform=transforms.ToTensor(), download=True)
test = torchvision.datasets.CIFAR10(root='./cifar10', train=False, transform=transforms.ToTensor(), download=True)
train_loader = torch.utils.data.DataLoader(train, batch_size=batch_size, shuffle=True, drop_last=True)
test_loader = torch.utils.data.DataLoader(test, batch_size=batch_size)

model = LeNet5()
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
