# expect: full
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as transforms


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        # 인코더
        self.enc1 = nn.Conv2d(3, 16, kernel_size=5, stride=1, padding=2)
        self.enc2 = nn.Conv2d(16, 32, kernel_size=5, stride=1, padding=2)
        self.mid = nn.Conv2d(32, 64, kernel_size=5, stride=1, padding=2)
        self.pool = nn.MaxPool2d(2)
        # 디코더
        self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)
        self.dec2 = nn.Conv2d(64, 32, kernel_size=5, stride=1, padding=2)
        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)
        self.dec1 = nn.Conv2d(32, 16, kernel_size=5, stride=1, padding=2)
        self.last = nn.Conv2d(16, 3, kernel_size=5, stride=1, padding=2)

    def forward(self, x):
        e1 = F.relu(self.enc1(x))
        e2 = F.relu(self.enc2(self.pool(e1)))
        m = F.relu(self.mid(self.pool(e2)))
        d2 = torch.cat([self.up2(m), e2], dim=1)
        d2 = F.relu(self.dec2(d2))
        d1 = torch.cat([self.up1(d2), e1], dim=1)
        d1 = F.relu(self.dec1(d1))
        return self.last(d1)


class UNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = nn.Conv2d(3, 8, 5, padding=2)
        self.down2 = nn.Conv2d(8, 16, 5, padding=2)
        self.bottom = nn.Conv2d(16, 32, 5, padding=2)
        self.up2 = nn.ConvTranspose2d(32, 16, 4, 2, 1)
        self.conv2 = nn.Conv2d(32, 16, 5, padding=2)
        self.up1 = nn.ConvTranspose2d(16, 8, 4, 2, 1)
        self.conv1 = nn.Conv2d(16, 8, 5, padding=2)
        self.fc = nn.Linear(8 * 32 * 32, 10)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(F.max_pool2d(a, 2)))
        x = F.relu(self.bottom(F.max_pool2d(b, 2)))
        x = F.relu(self.conv2(torch.cat([self.up2(x), b], 1)))
        x = F.relu(self.conv1(torch.cat([self.up1(x), a], 1)))
        x = x.view(x.size(0), -1)
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
