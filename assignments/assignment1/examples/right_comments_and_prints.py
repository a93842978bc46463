# expect: full
#%%
import torch
import torch.nn as nn
from torch import optim
from torchvision import datasets, transforms
import matplotlib.pyplot as plt

#%% CNN model example
class CNN(nn.Module):
    debug = False

    def __init__(self, n_class=10):
        super(CNN, self).__init__()
        self.n_class = n_class
        self.feat = nn.Sequential()
        self.feat.add_module('conv1', nn.Conv2d(3, 32, 5))
        self.feat.add_module('relu1', nn.ReLU())
        self.feat.add_module('conv2', nn.Conv2d(32, 32, 5))
        self.cls = nn.Linear(24 * 24 * 32, self.n_class)

    def forward(self, x):
        for name, layer in self.feat.named_children():
            x = layer(x)
            if self.debug:
                print(name, x.shape)
        return self.cls(x.contiguous().view(len(x), -1))

#%% LeNet-5
class LeNet5(nn.Module):
    def __init__(self, n_class=10):
        super(LeNet5, self).__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, n_class)
        self.pool = nn.MaxPool2d(2, stride=2)
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.xavier_uniform_(m.weight)

    def extract(self, x):
        x = torch.relu_(self.conv1(x))
        x = self.pool(x)
        x = torch.relu_(self.conv2(x))
        return self.pool(x)

    def forward(self, x):
        print('입력', x.shape)
        x = self.extract(x)
        print('특징', x.shape)
        x = x.view(x.size(0), 5 * 5 * 16)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.fc3(x)

#%% data
train_dataset = datasets.CIFAR10('data', train=True, transform=transforms.ToTensor(), download=True)
img, lab = train_dataset[0]
plt.imshow(img.permute(1, 2, 0).numpy())
plt.title(train_dataset.classes[lab])
plt.show()

#%% training
net = LeNet5().to('cuda:0')
crit = nn.CrossEntropyLoss()
opt = optim.SGD(net.parameters(), lr=0.1)
loader = torch.utils.data.DataLoader(train_dataset, batch_size=100, shuffle=True, drop_last=True)
for ep in range(15):
    for a, b in loader:
        opt.zero_grad()
        l = crit(net(a.to('cuda:0')), b.to('cuda:0'))
        l.backward()
        opt.step()
    print(ep, float(l))
