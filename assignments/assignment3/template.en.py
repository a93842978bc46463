# Assignment 3 · Semantic segmentation with a U-Net
#
# Fill in the gaps in the class `SegUNet`. The other cells can stay as they are.

# 1. Packages
import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.datasets as dsets

# 2. The data
#
# Each scene is a darkened CIFAR-10 photograph with one MNIST digit on top. The answer is one class for each pixel: 0 for the
# background, d + 1 for the digit d.
cifar10_train = dsets.CIFAR10(root="CIFAR10_data/", train=True, download=True)
cifar10_test = dsets.CIFAR10(root="CIFAR10_data/", train=False, download=True)
mnist_train = dsets.MNIST(root="MNIST_data/", train=True, download=True)
mnist_test = dsets.MNIST(root="MNIST_data/", train=False, download=True)


def make_scenes(cifar10, mnist, count):
    photographs = torch.from_numpy(cifar10.data[:count]).permute(0, 3, 1, 2) / 255
    digits = F.interpolate(mnist.data[:count, None] / 255, size=38, mode="bilinear")[:, :, 3:35, 3:35]
    colours = 0.75 + 0.25 * torch.rand(count, 3, 1, 1)

    images = photographs / 3 * (1 - digits) + colours * digits
    masks = (digits[:, 0] > 0.5) * (mnist.targets[:count, None, None] + 1)
    return images, masks


train_images, train_masks = make_scenes(cifar10_train, mnist_train, 20000)
test_images, test_masks = make_scenes(cifar10_test, mnist_test, 2000)

# 3. Look at an image
#
# The image is on the left, the answer on the right.
print("image:", train_images[0].shape, "answer:", train_masks[0].shape, "classes:", train_masks[0].unique())
plt.subplot(1, 2, 1)
plt.imshow(train_images[0].permute(1, 2, 0))
plt.subplot(1, 2, 2)
plt.imshow(train_masks[0], vmin=0, vmax=10, cmap="tab20")
plt.show()

# 4. The model
#
# `(N, 3, 32, 32)` → encoder → bottleneck → decoder → `(N, 11, 32, 32)`
#
# The number of layers and channels is up to you. These are the rules:
#
# - Convolutions: `[5x5xC]xN, s1, p2`, with an activation (ReLU) between any two of them. The last one alone may be
#   `[1x1xC]x11, s1, p0`.
# - Down: pooling, in two steps or more.
# - Up by N: `nn.ConvTranspose2d` with kernel 2N, stride N and padding N/2 (4, 2, 1 to double the size), as far up as down.
# - A skip at every step: the encoder's map joins the decoder's map of the same resolution by `torch.cat(..., dim=1)`.
# - Everything else must pass through the smallest map, the bottleneck.
#
# The output is 11 values (logits) for each pixel. `nn.CrossEntropyLoss` contains the softmax: return the last layer's values
# as they are.


class SegUNet(nn.Module):
    def __init__(self):
        super().__init__()
        # Write your code here.
        pass

    def forward(self, x):
        # Write your code here.
        pass

# 5. Hyperparameters
batch_size = 50
learning_rate = 0.001
training_epochs = 10

device = "cuda" if torch.cuda.is_available() else "cpu"
network = SegUNet().to(device)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
train_set = torch.utils.data.TensorDataset(train_images, train_masks)
data_loader = torch.utils.data.DataLoader(train_set, batch_size=batch_size, shuffle=True, drop_last=True)

# 6. Training
#
# `nn.CrossEntropyLoss` takes `(N, 11, 32, 32)` and `(N, 32, 32)`, and returns the mean of the pixels' losses.
for epoch in range(training_epochs):
    average_loss = 0.0

    network.train()
    for images, masks in data_loader:
        images, masks = images.to(device), masks.to(device)

        loss = loss_function(network(images), masks)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        average_loss += loss.item() / len(data_loader)

    print(f"epoch {epoch + 1}: loss {average_loss:.4f}")

# 7. Test score: mean IoU
#
# The mean over the classes of (pixels where answer and prediction agree) / (pixels of the answer or of the prediction).
network.eval()
with torch.no_grad():
    prediction = torch.cat([network(images.to(device)).argmax(1).cpu() for images in test_images.split(batch_size)])

ious = []
for label in range(11):
    intersection = ((prediction == label) & (test_masks == label)).sum().item()
    union = ((prediction == label) | (test_masks == label)).sum().item()
    ious.append(intersection / union)
    print("background" if label == 0 else f"digit {label - 1}", f"{ious[-1]:.3f}")

print(f"mean IoU: {sum(ious) / len(ious):.3f}")

# 8. Look at the predictions
#
# From top to bottom: images, answers, predictions.
figure, axes = plt.subplots(3, 8, figsize=(12, 5))
for column in range(8):
    axes[0, column].imshow(test_images[column].permute(1, 2, 0))
    axes[1, column].imshow(test_masks[column], vmin=0, vmax=10, cmap="tab20")
    axes[2, column].imshow(prediction[column], vmin=0, vmax=10, cmap="tab20")
plt.show()

# 9. Save the model
torch.save(network.state_dict(), "seg_unet.pt")

# 10. Check your work
#
# The grader checks the whole notebook and shows its report below the cell. This report does not count towards your grade.
#
# In Colab, first upload the installation file (`torchgrader-…-py3-none-any.whl`) and run the installation cell from the
# students' guide.
from grader import check

check("assignment3")
