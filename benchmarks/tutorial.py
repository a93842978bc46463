# %%
"""A student's homework, trained as in the PyTorch tutorial; its cells become the graded notebook.

`$BENCH_DATA` is a file made by `grade data prepare`, `$BENCH_EPOCHS` the maximum number of epochs, and
`$BENCH_ENOUGH` the accuracy at which training stops.
"""

import os

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.transforms.functional import to_pil_image


# %%
class CNN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 5)
        self.conv2 = nn.Conv2d(32, 32, 5)
        self.fc = nn.Linear(24 * 24 * 32, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.conv1(x))
        x = torch.relu(self.conv2(x))
        out: Tensor = self.fc(torch.flatten(x, 1))
        return out


class LeNet5(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        out: Tensor = self.fc3(x)
        return out


# %%
class Images(Dataset[tuple[Tensor, int]]):
    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self.images = [to_pil_image(image) for image in images]
        self.labels = labels.tolist()
        normalize = transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
        self.transform = transforms.Compose([transforms.ToTensor(), normalize])

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.transform(self.images[index]), self.labels[index]


data = load_file(os.environ["BENCH_DATA"])
trainset = Images(data["train_images"], data["train_labels"])
testset = Images(data["test_images"], data["test_labels"])
trainloader = DataLoader(trainset, batch_size=64, shuffle=True)
testloader = DataLoader(testset, batch_size=500)

# %%
torch.manual_seed(int(os.environ.get("BENCH_SEED", "0")))
net = LeNet5()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

for epoch in range(int(os.environ["BENCH_EPOCHS"])):
    net.train()
    for inputs, labels in trainloader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), labels)
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        right = sum(int((net(inputs).argmax(1) == labels).sum()) for inputs, labels in testloader)
    print(f"epoch {epoch + 1}, accuracy {right / len(testset):.4f}")
    if right / len(testset) >= float(os.environ.get("BENCH_ENOUGH", "2")):
        break
