# expect: full
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


def block(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 5, padding='same'), nn.BatchNorm2d(o), nn.LeakyReLU(0.1), nn.Dropout2d(0.1))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.e1, self.e2, self.e3 = block(3, 16), block(16, 32), block(32, 64)
        self.u2, self.d2 = nn.ConvTranspose2d(64, 32, 4, 2, 1), block(64, 32)
        self.u1, self.d1 = nn.ConvTranspose2d(32, 16, 4, 2, 1), block(32, 16)
        self.out = nn.Conv2d(16, 3, 5, padding='same')

    def forward(self, x):
        e1 = self.e1(x)
        e2 = self.e2(F.max_pool2d(e1, 2))
        e3 = self.e3(F.max_pool2d(e2, 2))
        d2 = self.d2(torch.cat((e2, self.u2(e3)), 1))
        d1 = self.d1(torch.cat((e1, self.u1(d2)), 1))
        return self.out(d1)


class UNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.unet = UNet()
        self.fc = nn.Linear(3 * 32 * 32, 10)

    def forward(self, x):
        x = self.unet(x)
        x = torch.flatten(x, 1)
        return self.fc(x)


batch_size = 100
learning_rate = 0.001
train_set = torchvision.datasets.CIFAR10('./data', train=True, transform=transforms.ToTensor(), download=True)
loader = torch.utils.data.DataLoader(train_set, batch_size=batch_size, shuffle=True, drop_last=True)

unet = UNet().to('cuda:0')
optimizer = torch.optim.Adam(unet.parameters(), lr=learning_rate)
for epoch in range(15):
    for x, _ in loader:
        x = x.to('cuda:0')
        loss = F.mse_loss(unet(x), x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print('U-Net', epoch, loss.item())

model = UNetClassifier().to('cuda:0')
optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
for epoch in range(15):
    for x, y in loader:
        loss = F.cross_entropy(model(x.to('cuda:0')), y.to('cuda:0'))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print('분류', epoch, loss.item())
