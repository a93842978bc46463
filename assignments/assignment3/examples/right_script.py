# expect: full
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.datasets as dsets


class SegUNet(nn.Module):
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
        self.last = nn.Conv2d(16, 11, kernel_size=1)

    def forward(self, x):
        e1 = F.relu(self.enc1(x))
        e2 = F.relu(self.enc2(self.pool(e1)))
        m = F.relu(self.mid(self.pool(e2)))
        d2 = torch.cat([self.up2(m), e2], dim=1)
        d2 = F.relu(self.dec2(d2))
        d1 = torch.cat([self.up1(d2), e1], dim=1)
        d1 = F.relu(self.dec1(d1))
        return self.last(d1)


cifar10 = dsets.CIFAR10('./data', train=True, download=True)
mnist = dsets.MNIST('./data', train=True, download=True)

photos = torch.from_numpy(cifar10.data[:20000]).permute(0, 3, 1, 2) / 255
digits = F.interpolate(mnist.data[:20000, None] / 255, size=38, mode='bilinear')[:, :, 3:35, 3:35]
images = photos / 3 * (1 - digits) + digits
masks = (digits[:, 0] > 0.5) * (mnist.targets[:20000, None, None] + 1)

batch_size = 50
learning_rate = 0.001
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(images, masks), batch_size=batch_size, shuffle=True, drop_last=True)

model = SegUNet().to('cuda:0')
optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
for epoch in range(10):
    for x, y in loader:
        loss = F.cross_entropy(model(x.to('cuda:0')), y.to('cuda:0'))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print('epoch', epoch, loss.item())

torch.save(model.state_dict(), 'seg_unet.pt')
