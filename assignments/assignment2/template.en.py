# Assignment 2 · U-Net (CIFAR-10)
#
# Fill in the gaps in the two classes `UNet` and `UNetClassifier`. The other cells can stay as they are.

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
# The number of layers and channels is up to you. These are the rules:
#
# - Convolutions: `[5x5xC]xN, s1, p2`, with an activation (ReLU) between any two of them.
# - Down: pooling, in two steps or more.
# - Up by N: `nn.ConvTranspose2d` with kernel 2N, stride N and padding N/2 (4, 2, 1 to double the size), as far up as down.
# - A skip at every step: the encoder's map joins the decoder's map of the same resolution by `torch.cat(..., dim=1)`.
# - Everything else must pass through the smallest map, the bottleneck.
#
# 4-1. U-Net
#
# `(N, 3, 32, 32)` → encoder → bottleneck → decoder → `(N, 3, 32, 32)`


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        # Write your code here.
        pass

    def forward(self, x):
        # Write your code here.
        pass

# 4-2. The U-Net classifier
#
# `(N, 3, 32, 32)` → U-Net → flatten → fully connected layer → 10
#
# You may use `UNet()` as it is, or write another one.
#
# `nn.CrossEntropyLoss` contains the softmax: return the last layer's values (logits) as they are.


class UNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        # Write your code here.
        pass

    def forward(self, x):
        # Write your code here.
        pass

# 5. Hyperparameters
batch_size = 100
learning_rate = 0.001
training_epochs = 15

device = "cuda" if torch.cuda.is_available() else "cpu"
data_loader = torch.utils.data.DataLoader(cifar10_train, batch_size=batch_size, shuffle=True, drop_last=True)
test_loader = torch.utils.data.DataLoader(cifar10_test, batch_size=batch_size)

# 6. Train the U-Net
#
# It learns to return the image that it is given.
unet = UNet().to(device)
loss_function = nn.MSELoss()
optimizer = torch.optim.Adam(unet.parameters(), lr=learning_rate)

for epoch in range(training_epochs):
    average_loss = 0.0

    for images, _ in data_loader:
        images = images.to(device)

        loss = loss_function(unet(images), images)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        average_loss += loss.item() / len(data_loader)

    print(f"epoch {epoch + 1}: loss {average_loss:.5f}")

# 7. Look at what it returns
#
# The originals are above, what the U-Net returns is below.
images = torch.stack([cifar10_test[index][0] for index in range(8)])

unet.eval()
with torch.no_grad():
    rebuilt = unet(images.to(device)).cpu().clamp(0, 1)

both = torch.cat([torch.cat(list(images), dim=2), torch.cat(list(rebuilt), dim=2)], dim=1)
plt.imshow(both.permute(1, 2, 0))
plt.show()

# 8. Train the classifier
network = UNetClassifier().to(device)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)

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

# 9. Test accuracy
correct = 0

network.eval()
with torch.no_grad():
    for images, labels in test_loader:
        prediction = network(images.to(device)).argmax(1).cpu()
        correct += (prediction == labels).sum().item()

print(f"accuracy: {correct / len(cifar10_test):.4f}")

# 10. Save the models
torch.save(unet.state_dict(), "unet.pt")
torch.save(network.state_dict(), "unet_classifier.pt")

# 11. Check your work
#
# The grader checks the whole notebook and shows its report below the cell. This report does not count towards your grade.
#
# In Colab, first upload the installation file (`torchgrader-…-py3-none-any.whl`) and run the installation cell from the
# students' guide.
from grader import check

check("assignment2")
