# Assignment 0 · Perceptrons (MNIST, CIFAR-10)
#
# Fill in the gaps in the three classes `SLP`, `MLP` and `CifarMLP`. The other cells can stay as they are.

# 1. Packages
import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torchvision.datasets as dsets
import torchvision.transforms as transforms

# 2. The data
#
# - MNIST: 28x28x1 images of digits, 10 classes, 60,000 for training and 10,000 for testing
# - CIFAR-10: 32x32x3 images of 10 classes, 50,000 for training and 10,000 for testing
mnist_train = dsets.MNIST(root="MNIST_data/", train=True, transform=transforms.ToTensor(), download=True)
mnist_test = dsets.MNIST(root="MNIST_data/", train=False, transform=transforms.ToTensor(), download=True)
cifar10_train = dsets.CIFAR10(root="CIFAR10_data/", train=True, transform=transforms.ToTensor(), download=True)
cifar10_test = dsets.CIFAR10(root="CIFAR10_data/", train=False, transform=transforms.ToTensor(), download=True)

# 3. Look at an image
image, label = mnist_train[0]
print("shape:", image.shape, "class:", label)
plt.imshow(image.squeeze(), cmap="gray")
plt.show()

# 4. The models
#
# A fully connected layer is written `inputs x outputs`. All three models are given the images as they are, so flatten them
# first in `forward`.
#
# `nn.CrossEntropyLoss` contains the softmax: return the last layer's values (logits) as they are.
#
# 4-1. SLP (MNIST)
#
# flatten → `784x10`


class SLP(nn.Module):
    def __init__(self):
        super().__init__()
        # Write your code here.
        pass

    def forward(self, x):
        # Write your code here.
        pass

# 4-2. MLP (MNIST)
#
# flatten → `784x100` → Sigmoid → `100x10`


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        # Write your code here.
        pass

    def forward(self, x):
        # Write your code here.
        pass

# 4-3. Five-layer MLP (CIFAR-10)
#
# flatten → `3072x100` → ReLU → `100x100` → ReLU → `100x100` → ReLU → `100x100` → ReLU → `100x10`
#
# A second class called `MLP` would replace the first one in this notebook, so this one is called `CifarMLP`.


class CifarMLP(nn.Module):
    def __init__(self):
        super().__init__()
        # Write your code here.
        pass

    def forward(self, x):
        # Write your code here.
        pass

# 5. Hyperparameters
#
# To train the `MLP`, put `MLP()` in the place of `SLP()`. To train the `CifarMLP`, change the images as well, to
# `cifar10_train` and `cifar10_test`.
batch_size = 100
learning_rate = 0.1
training_epochs = 15

device = "cuda" if torch.cuda.is_available() else "cpu"
network, train_images, test_images = SLP().to(device), mnist_train, mnist_test
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
data_loader = torch.utils.data.DataLoader(train_images, batch_size=batch_size, shuffle=True, drop_last=True)

# 6. Training
for epoch in range(training_epochs):
    average_loss = 0.0

    for images, labels in data_loader:
        images, labels = images.to(device), labels.to(device)

        loss = loss_function(network(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        average_loss += loss.item() / len(data_loader)

    print(f"epoch {epoch + 1}: loss {average_loss:.4f}")

# 7. Test accuracy


def accuracy(network, loader):
    correct = 0

    network.eval()
    with torch.no_grad():
        for images, labels in loader:
            prediction = network(images.to(device)).argmax(1).cpu()
            correct += (prediction == labels).sum().item()

    return correct / len(loader.dataset)

test_loader = torch.utils.data.DataLoader(test_images, batch_size=batch_size)
print(f"accuracy: {accuracy(network, test_loader):.4f}")

# 8. Save the model
torch.save(network.state_dict(), "perceptron.pt")

# 9. Check your work
#
# The grader checks the whole notebook and shows its report below the cell. This report does not count towards your grade.
#
# In Colab, first upload the installation file (`torchgrader-…-py3-none-any.whl`) and run the installation cell from the
# students' guide.
from grader import check

check("assignment0")
