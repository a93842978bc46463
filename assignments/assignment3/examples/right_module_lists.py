# expect: full
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.datasets as dsets


WIDTHS = [8, 16, 32, 64, 64]


class SegUNet(nn.Module):
    """네 단계: 32 - 16 - 8 - 4 - 2"""

    def __init__(self, widths=WIDTHS, num_classes=11):
        super().__init__()
        self.encoder = nn.ModuleList()
        self.upconvs = nn.ModuleList()
        self.decoder = nn.ModuleList()
        self.dropout = nn.Dropout2d(0.1)
        channels = 3
        for width in widths:
            self.encoder.append(nn.Sequential(nn.Conv2d(channels, width, 5, padding=2), nn.ReLU()))
            channels = width
        for deep, width in zip(widths[:0:-1], widths[-2::-1]):
            self.upconvs.append(nn.ConvTranspose2d(deep, width, 4, stride=2, padding=1))
            self.decoder.append(nn.Sequential(nn.Conv2d(2 * width, width, 5, padding=2), nn.ReLU()))
        self.classifier = nn.Conv2d(widths[0], num_classes, 1)

    def forward(self, x):
        skips = []
        for i, layer in enumerate(self.encoder):
            if i > 0:
                x = F.max_pool2d(x, 2)
            x = layer(x)
            skips.append(x)
        x = self.dropout(skips.pop())
        for up, layer in zip(self.upconvs, self.decoder):
            x = layer(torch.cat([up(x), skips.pop()], dim=1))
        return self.classifier(x)


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
