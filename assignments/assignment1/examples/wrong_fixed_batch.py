# expect: batch_size failed
# mistake: LeNet5 flattens with view(100, -1), so it only works for batches of 100.
import torch, torchvision
import torch.nn as nn, torch.nn.functional as F
import torchvision.transforms as transforms

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1=nn.Conv2d(3,32,5)
        self.conv2=nn.Conv2d(32,32,5)
        self.fc=nn.Linear(32*24*24,10)
    def forward(self,x):
        x=F.relu(self.conv1(x))
        x=F.relu(self.conv2(x))
        x=x.view(-1,32*24*24)
        return self.fc(x)

class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1=nn.Conv2d(3,6,5)
        self.conv2=nn.Conv2d(6,16,5)
        self.fc1=nn.Linear(400,120)
        self.fc2=nn.Linear(120,84)
        self.fc3=nn.Linear(84,10)
    def forward(self,x):
        x=F.max_pool2d(F.relu(self.conv1(x)),2)
        x=F.max_pool2d(F.relu(self.conv2(x)),2)
        x=x.view(100,-1)  # batch_size = 100
        x=F.relu(self.fc1(x))
        x=F.relu(self.fc2(x))
        return self.fc3(x)

# ---------------- 여기부터 학습 ----------------
batch_size = 100
learning_rate = 0.1
epochs = 20

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
