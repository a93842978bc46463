# model: MobileNet  input: 3x32x32
import torch.nn as nn


class MobileNet(nn.Module):
    def __init__(self):
        super(MobileNet, self).__init__()

        def conv_bn(inp, oup, stride):
            return nn.Sequential(
                nn.Conv2d(inp, oup, 3, stride, 1, bias=False), nn.BatchNorm2d(oup), nn.Hardswish()
            )

        def conv_dw(inp, oup, stride):
            return nn.Sequential(
                nn.Conv2d(inp, inp, 3, stride, 1, groups=inp, bias=False),
                nn.BatchNorm2d(inp),
                nn.ReLU6(inplace=True),
                nn.Conv2d(inp, oup, 1, 1, 0, bias=False),
                nn.BatchNorm2d(oup),
                nn.Hardswish(inplace=True),
            )

        self.model = nn.Sequential(
            conv_bn(3, 8, 2), conv_dw(8, 16, 1), conv_dw(16, 24, 2), conv_dw(24, 24, 1), nn.AvgPool2d(8)
        )
        self.fc = nn.Linear(24, 10)

    def forward(self, x):
        x = self.model(x)
        x = x.view(-1, 24)
        return self.fc(x)
