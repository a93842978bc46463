# Assignment 1 · CNN and LeNet-5 (CIFAR-10)
#
# Fill in the gaps in the two classes `CNN` and `LeNet5`. The other cells can stay as they are.

# 1. Packages
import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torchvision.datasets as dsets
import torchvision.transforms as transforms

# 2. The data
#
# CIFAR-10: 32x32x3 images of 10 classes, 50,000 for training and 10,000 for testing
cifar10_train = dsets.CIFAR10(root="CIFAR10_data/", train=True, transform=transforms.ToTensor(), download=True)
cifar10_test = dsets.CIFAR10(root="CIFAR10_data/", train=False, transform=transforms.ToTensor(), download=True)

# 3. Look at an image
image, label = cifar10_train[0]
print("shape:", image.shape, "class:", label)
plt.imshow(image.permute(1, 2, 0))
plt.show()

# 4. The models
#
# A convolution is written `[KW x KH x C] x N, s(stride), p(padding)`, and a fully connected layer `inputs x outputs`.
#
# 4-1. The CNN example
#
# `[5x5x3]x32, s1, p0` → `[5x5x32]x32, s1, p0` → flatten → fully connected layer → 10
#
# A ReLU after a convolution is optional here.


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        # Write your code here.
        pass

    def forward(self, x):
        # Write your code here.
        pass

# 4-2. LeNet-5
#
# `[5x5x3]x6, s1, p0` → ReLU → `MaxPool, k2, s2` → `[5x5x6]x16, s1, p0` → ReLU → `MaxPool, k2, s2` → flatten →
# `400x120` → ReLU → `120x84` → ReLU → `84x10`
#
# `nn.CrossEntropyLoss` contains the softmax: return the last layer's values (logits) as they are.


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        # Write your code here.
        pass

    def forward(self, x):
        # Write your code here.
        pass

# 5. Hyperparameters
#
# To train the `CNN`, put `CNN()` in the place of `LeNet5()`.
batch_size = 100
learning_rate = 0.1
training_epochs = 15

device = "cuda" if torch.cuda.is_available() else "cpu"
network = LeNet5().to(device)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
data_loader = torch.utils.data.DataLoader(cifar10_train, batch_size=batch_size, shuffle=True, drop_last=True)

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
test_loader = torch.utils.data.DataLoader(cifar10_test, batch_size=batch_size)
correct = 0

network.eval()
with torch.no_grad():
    for images, labels in test_loader:
        prediction = network(images.to(device)).argmax(1).cpu()
        correct += (prediction == labels).sum().item()

print(f"accuracy: {correct / len(cifar10_test):.4f}")

# 8. Save the model
torch.save(network.state_dict(), "lenet5.pt")

# 9. Check your work
#
# The grader checks the whole notebook and shows its report below the cell. This report does not count towards your grade.
#
# In Colab, first upload the installation file (`torchgrader-…-py3-none-any.whl`) and run the installation cell from the
# students' guide.
from grader import check

check("assignment1")
