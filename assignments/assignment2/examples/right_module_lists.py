# expect: full
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


WIDTHS = [8, 16, 32, 64, 64]


class UNet(nn.Module):
    """네 단계: 32 - 16 - 8 - 4 - 2"""

    def __init__(self, widths=WIDTHS):
        super().__init__()
        self.encoder = nn.ModuleList()
        self.upconvs = nn.ModuleList()
        self.decoder = nn.ModuleList()
        channels = 3
        for width in widths:
            self.encoder.append(nn.Sequential(nn.Conv2d(channels, width, 5, padding=2), nn.ReLU()))
            channels = width
        for deep, width in zip(widths[:0:-1], widths[-2::-1]):
            self.upconvs.append(nn.ConvTranspose2d(deep, width, 4, stride=2, padding=1))
            self.decoder.append(nn.Sequential(nn.Conv2d(2 * width, width, 5, padding=2), nn.ReLU()))
        self.last = nn.Conv2d(widths[0], 3, 5, padding=2)

    def forward(self, x):
        skips = []
        for i, layer in enumerate(self.encoder):
            if i > 0:
                x = F.max_pool2d(x, 2)
            x = layer(x)
            skips.append(x)
        skips.pop()
        for up, layer in zip(self.upconvs, self.decoder):
            x = layer(torch.cat([up(x), skips.pop()], dim=1))
        return self.last(x)


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
