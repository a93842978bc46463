# expect: full
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
from torchvision import transforms

class CNN (nn.Module) :
	def __init__ (self) :
		super().__init__()
		self.conv = nn.ModuleList([nn.Conv2d(3, 32, 5), nn.Conv2d(32, 32, 5)])
		self.fc = nn.Linear(24*24*32, 10)

	def forward (self, x) :
		for conv in self.conv :
			x = F.relu(conv(x))
		x = x.flatten(1)
		return self.fc(x)

class LeNet5 (nn.Module) :
	def __init__ (self) :
		super().__init__()
		# 합성곱 층
		self.conv = nn.ModuleList([nn.Conv2d(3, 6, 5), nn.Conv2d(6, 16, 5)])
		# 완전 연결 층
		self.fc = nn.ModuleList([nn.Linear(400, 120), nn.Linear(120, 84)])
		self.last = nn.Linear(84, 10)

	def forward (self, x) :
		for conv in self.conv :
			x = F.max_pool2d(F.relu(conv(x)), kernel_size = 2, stride = 2)
		x = x.flatten(1)
		for fc in self.fc :
			x = F.relu(fc(x))
		return self.last(x)

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
