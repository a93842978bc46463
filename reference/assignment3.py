# %% [markdown] lang="ko"
# # 과제 3 · U-Net 의미 분할 (semantic segmentation)
#
# `SegUNet` 클래스의 빈칸을 채우십시오. 나머지 셀은 그대로 두어도 됩니다.

# %% [markdown] lang="en"
# # Assignment 3 · Semantic segmentation with a U-Net
#
# Fill in the gaps in the class `SegUNet`. The other cells can stay as they are.

# %% [markdown] lang="ko"
# ## 1. 패키지

# %% [markdown] lang="en"
# ## 1. Packages

# %%
import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.datasets as dsets

# %% [markdown] lang="ko"
# ## 2. 데이터셋
#
# 어둡게 한 CIFAR-10 사진 위에 MNIST 숫자를 하나씩 얹어 장면을 만듭니다. 정답은 픽셀마다 클래스 하나입니다: 배경은 0, 숫자 d는 d + 1.

# %% [markdown] lang="en"
# ## 2. The data
#
# Each scene is a darkened CIFAR-10 photograph with one MNIST digit on top. The answer is one class for each pixel: 0 for the
# background, d + 1 for the digit d.

# %%
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

# %% [markdown] lang="ko"
# ## 3. 이미지 한 장 보기
#
# 왼쪽은 이미지, 오른쪽은 정답입니다.

# %% [markdown] lang="en"
# ## 3. Look at an image
#
# The image is on the left, the answer on the right.

# %%
print("image:", train_images[0].shape, "answer:", train_masks[0].shape, "classes:", train_masks[0].unique())
plt.subplot(1, 2, 1)
plt.imshow(train_images[0].permute(1, 2, 0))
plt.subplot(1, 2, 2)
plt.imshow(train_masks[0], vmin=0, vmax=10, cmap="tab20")
plt.show()

# %% [markdown] lang="ko"
# ## 4. 모델
#
# `(N, 3, 32, 32)` → 인코더 → 병목 → 디코더 → `(N, 11, 32, 32)`
#
# 층의 수와 채널 수는 자유입니다. 지켜야 할 규칙은 다음과 같습니다.
#
# - 합성곱층: `[5x5xC]xN, s1, p2`. 마지막 합성곱층만 `[1x1xC]x11, s1, p0`이어도 됩니다. 합성곱층 사이에는 활성화 함수(ReLU)를 넣습니다.
# - 줄일 때: 풀링. 두 단계 이상 줄입니다.
# - N배로 키울 때: `nn.ConvTranspose2d`의 커널 2N, 스트라이드 N, 패딩 N/2 (2배이면 4, 2, 1). 줄인 만큼 키웁니다.
# - 단계마다 스킵 연결: 인코더의 맵을 같은 해상도의 디코더 맵과 `torch.cat(..., dim=1)`으로 이어 붙입니다.
# - 그 밖의 것은 모두 가장 작은 맵(병목)을 지나야 합니다.
#
# 출력은 픽셀마다 값(logit) 11개입니다. softmax는 `nn.CrossEntropyLoss`에 들어 있으므로 마지막 층의 값을 그대로 반환하십시오.

# %% [markdown] lang="en"
# ## 4. The model
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

# %%
# BEGIN SOLUTION NO PROMPT
# Widths and depth are the student's choice; these are small, so that the brief training is brief.
# Shapes are (channels, height, width).
# END SOLUTION
class SegUNet(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.encoder1 = nn.Conv2d(3, 16, kernel_size=5, padding=2)
        self.encoder2 = nn.Conv2d(16, 32, kernel_size=5, padding=2)
        self.bottleneck = nn.Conv2d(32, 64, kernel_size=5, padding=2)
        self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)
        self.decoder2 = nn.Conv2d(32 + 32, 32, kernel_size=5, padding=2)
        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)
        self.decoder1 = nn.Conv2d(16 + 16, 16, kernel_size=5, padding=2)
        self.classes = nn.Conv2d(16, 11, kernel_size=1)
        self.pool = nn.MaxPool2d(kernel_size=2)
        self.relu = nn.ReLU()
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        skip1 = self.relu(self.encoder1(x))  # 16, 32, 32
        skip2 = self.relu(self.encoder2(self.pool(skip1)))  # 32, 16, 16
        x = self.relu(self.bottleneck(self.pool(skip2)))  # 64, 8, 8
        x = torch.cat([self.up2(x), skip2], dim=1)  # 64, 16, 16
        x = self.relu(self.decoder2(x))  # 32, 16, 16
        x = torch.cat([self.up1(x), skip1], dim=1)  # 32, 32, 32
        x = self.relu(self.decoder1(x))  # 16, 32, 32
        x = self.classes(x)
        return x
        ### END SOLUTION

# %% [markdown] lang="ko"
# ## 5. 하이퍼파라미터

# %% [markdown] lang="en"
# ## 5. Hyperparameters

# %%
batch_size = 50
learning_rate = 0.001
training_epochs = 10

device = "cuda" if torch.cuda.is_available() else "cpu"
network = SegUNet().to(device)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
train_set = torch.utils.data.TensorDataset(train_images, train_masks)
data_loader = torch.utils.data.DataLoader(train_set, batch_size=batch_size, shuffle=True, drop_last=True)

# %% [markdown] lang="ko"
# ## 6. 학습
#
# `nn.CrossEntropyLoss`는 `(N, 11, 32, 32)`와 `(N, 32, 32)`를 받아 픽셀마다의 손실을 평균합니다.

# %% [markdown] lang="en"
# ## 6. Training
#
# `nn.CrossEntropyLoss` takes `(N, 11, 32, 32)` and `(N, 32, 32)`, and returns the mean of the pixels' losses.

# %%
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

# %% [markdown] lang="ko"
# ## 7. 테스트 점수: 평균 IoU
#
# 클래스마다 (정답과 예측이 겹치는 픽셀 수) / (정답이거나 예측인 픽셀 수)를 구하여 평균합니다.

# %% [markdown] lang="en"
# ## 7. Test score: mean IoU
#
# The mean over the classes of (pixels where answer and prediction agree) / (pixels of the answer or of the prediction).

# %%
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

# %% [markdown] lang="ko"
# ## 8. 결과 보기
#
# 위에서부터 이미지, 정답, 예측입니다.

# %% [markdown] lang="en"
# ## 8. Look at the predictions
#
# From top to bottom: images, answers, predictions.

# %%
figure, axes = plt.subplots(3, 8, figsize=(12, 5))
for column in range(8):
    axes[0, column].imshow(test_images[column].permute(1, 2, 0))
    axes[1, column].imshow(test_masks[column], vmin=0, vmax=10, cmap="tab20")
    axes[2, column].imshow(prediction[column], vmin=0, vmax=10, cmap="tab20")
plt.show()

# %% [markdown] lang="ko"
# ## 9. 모델 저장

# %% [markdown] lang="en"
# ## 9. Save the model

# %%
torch.save(network.state_dict(), "seg_unet.pt")

# %% [markdown] lang="ko"
# ## 10. 점검
#
# 채점기가 노트북 전체를 점검하고 셀 아래에 결과를 보여 줍니다. 점검 결과는 성적에 반영되지 않습니다.
#
# Colab에서는 먼저 설치 파일(`torchgrader-…-py3-none-any.whl`)을 올리고, 학생 안내의 설치 셀을 실행하십시오.

# %% [markdown] lang="en"
# ## 10. Check your work
#
# The grader checks the whole notebook and shows its report below the cell. This report does not count towards your grade.
#
# In Colab, first upload the installation file (`torchgrader-…-py3-none-any.whl`) and run the installation cell from the
# students' guide.

# %%
from grader import check

check("assignment3")
