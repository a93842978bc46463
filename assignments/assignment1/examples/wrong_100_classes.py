# expect: output_shape failed, fully_connected partial, feature_maps partial, parameters partial, outputs partial, rest blocked
# mistake: LeNet5 has 100 outputs instead of 10.
import torch
import torch.nn as nn
import torch.nn.functional as func

NUM_CLASSES = 100


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_1 = nn.Conv2d(3, 32, 5)
        self.conv_2 = nn.Conv2d(32, 32, 5)
        self.linear = nn.Linear(24 * 24 * 32, 10)

    def forward(self, inputs):
        hidden = func.relu(self.conv_1(inputs))
        hidden = func.relu(self.conv_2(hidden))
        return self.linear(hidden.flatten(start_dim=1))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_1 = nn.Conv2d(3, 6, 5)
        self.conv_2 = nn.Conv2d(6, 16, 5)
        self.linear_1 = nn.Linear(400, 120)
        self.linear_2 = nn.Linear(120, 84)
        self.linear_3 = nn.Linear(84, NUM_CLASSES)

    def forward(self, inputs):
        hidden = func.max_pool2d(func.relu(self.conv_1(inputs)), 2)
        hidden = func.max_pool2d(func.relu(self.conv_2(hidden)), 2)
        hidden = hidden.flatten(start_dim=1)
        hidden = func.relu(self.linear_1(hidden))
        hidden = func.relu(self.linear_2(hidden))
        return self.linear_3(hidden)


if __name__ == '__main__':
    x = torch.rand(2, 3, 32, 32)
    for net in (CNN(), LeNet5()):
        print(net)
        print(net(x).shape, sum(p.numel() for p in net.parameters()))
