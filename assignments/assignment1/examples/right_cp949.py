# expect: full
# 기계학습 과제 1 : 합성곱 신경망
# 메모장에서 저장한 파일입니다.
import torch
import torch.nn as nn
import torchvision
import torchvision.transforms as transforms

class CNN(nn.Module):
    '''강의 자료의 CNN 예제'''
    def __init__(self):
        super(CNN, self).__init__()
        self.합성곱1 = nn.Conv2d(3, 32, 5)
        self.합성곱2 = nn.Conv2d(32, 32, 5)
        self.완전연결 = nn.Linear(32*24*24, 10)

    def forward(self, x):
        x = self.합성곱1(x)
        x = self.합성곱2(x)
        x = x.view(-1, 32*24*24)
        return self.완전연결(x)

class LeNet5(nn.Module):
    '''르넷-5'''
    def __init__(self):
        super(LeNet5, self).__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)      # 28x28x6
        self.conv2 = nn.Conv2d(6, 16, 5)     # 10x10x16
        self.pool = nn.MaxPool2d(2)          # 절반으로 줄인다
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = x.view(-1, 400)
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        x = self.fc3(x)
        return x

# ---------------- 여기부터 학습 ----------------
batch_size = 100
learning_rate = 0.1
epochs = 15

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
