# expect: levels failed
# mistake: It goes down and up by one level only.
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.datasets as dsets


class SegUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Conv2d(3, 16, 5, padding=2)
        self.mid = nn.Conv2d(16, 32, 5, padding=2)
        self.up = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)
        self.dec = nn.Conv2d(32, 16, 5, padding=2)
        self.last = nn.Conv2d(16, 11, 1)

    def forward(self, x):
        e = F.relu(self.enc(x))
        m = F.relu(self.mid(F.max_pool2d(e, 2)))
        d = torch.cat([self.up(m), e], dim=1)
        return self.last(F.relu(self.dec(d)))


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
