# expect: runs failed, rest blocked
# mistake: LeNet5's forward returns the logits and the features as a tuple.
# 2025 기계학습 HW1
import torch
import torch.nn as nn

def conv(cin, cout):
    return nn.Conv2d(cin, cout, kernel_size=5, stride=1, padding=0, bias=True)

class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = conv(3, 32)
        self.conv2 = conv(32, 32)
        self.fc = nn.Linear(24*24*32, 10)
    def forward(self, x):
        x = self.conv1(x).relu()
        x = self.conv2(x).relu()
        return self.fc(torch.flatten(x, 1))

class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = conv(3, 6)
        self.conv2 = conv(6, 16)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
    def forward(self, x):
        x = self.pool(self.conv1(x).relu())
        x = self.pool(self.conv2(x).relu())
        feature = torch.flatten(x, 1)
        x = self.fc1(feature).relu()
        x = self.fc2(x).relu()
        logits = self.fc3(x)
        return logits, feature   # feature는 나중에 시각화하려고
