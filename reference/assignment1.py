# %% [markdown] lang="ko"
# # 과제 1 · CNN과 LeNet-5 (CIFAR-10)
#
# `CNN`과 `LeNet5` 두 클래스의 빈칸을 채우십시오. 나머지 셀은 그대로 두어도 됩니다.

# %% [markdown] lang="en"
# # Assignment 1 · CNN and LeNet-5 (CIFAR-10)
#
# Fill in the gaps in the two classes `CNN` and `LeNet5`. The other cells can stay as they are.

# %% [markdown] lang="ko"
# ## 1. 패키지

# %% [markdown] lang="en"
# ## 1. Packages

# %%
import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torchvision.datasets as dsets
import torchvision.transforms as transforms

# %% [markdown] lang="ko"
# ## 2. 데이터셋
#
# CIFAR-10: 32x32x3 이미지, 클래스 10개, 학습용 50,000장, 테스트용 10,000장

# %% [markdown] lang="en"
# ## 2. The data
#
# CIFAR-10: 32x32x3 images of 10 classes, 50,000 for training and 10,000 for testing

# %%
cifar10_train = dsets.CIFAR10(root="CIFAR10_data/", train=True, transform=transforms.ToTensor(), download=True)
cifar10_test = dsets.CIFAR10(root="CIFAR10_data/", train=False, transform=transforms.ToTensor(), download=True)

# %% [markdown] lang="ko"
# ## 3. 이미지 한 장 보기

# %% [markdown] lang="en"
# ## 3. Look at an image

# %%
image, label = cifar10_train[0]
print("shape:", image.shape, "class:", label)
plt.imshow(image.permute(1, 2, 0))
plt.show()

# %% [markdown] lang="ko"
# ## 4. 모델
#
# 합성곱층은 `[KW x KH x C] x N, s(스트라이드), p(패딩)`, 완전연결층은 `입력x출력`으로 적습니다.
#
# ### 4-1. CNN 예제
#
# `[5x5x3]x32, s1, p0` → `[5x5x32]x32, s1, p0` → 펼치기(flatten) → 완전연결층 → 10
#
# 합성곱층 뒤의 ReLU는 넣어도 되고 넣지 않아도 됩니다.

# %% [markdown] lang="en"
# ## 4. The models
#
# A convolution is written `[KW x KH x C] x N, s(stride), p(padding)`, and a fully connected layer `inputs x outputs`.
#
# ### 4-1. The CNN example
#
# `[5x5x3]x32, s1, p0` → `[5x5x32]x32, s1, p0` → flatten → fully connected layer → 10
#
# A ReLU after a convolution is optional here.

# %%
# BEGIN SOLUTION NO PROMPT
# Shapes are (channels, height, width).
# END SOLUTION
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(3, 32, kernel_size=5)
        self.conv2 = nn.Conv2d(32, 32, kernel_size=5)
        self.fc = nn.Linear(24 * 24 * 32, 10)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = self.conv1(x)  # 32, 28, 28
        x = self.conv2(x)  # 32, 24, 24
        x = self.fc(x.flatten(1))
        return x
        ### END SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
# The lecture's drawing of the CNN has no activations; a ReLU after a convolution is as right.
class CNNReLU(CNN):
    def forward(self, x):
        x = torch.relu(self.conv1(x))  # 32, 28, 28
        x = torch.relu(self.conv2(x))  # 32, 24, 24
        x = self.fc(x.flatten(1))
        return x


class CNNFirstReLU(CNN):
    def forward(self, x):
        x = torch.relu(self.conv1(x))  # 32, 28, 28
        x = self.conv2(x)  # 32, 24, 24
        x = self.fc(x.flatten(1))
        return x


class CNNSecondReLU(CNN):
    def forward(self, x):
        x = self.conv1(x)  # 32, 28, 28
        x = torch.relu(self.conv2(x))  # 32, 24, 24
        x = self.fc(x.flatten(1))
        return x


# END SOLUTION

# %% [markdown] lang="ko"
# ### 4-2. LeNet-5
#
# `[5x5x3]x6, s1, p0` → ReLU → `MaxPool, k2, s2` → `[5x5x6]x16, s1, p0` → ReLU → `MaxPool, k2, s2` → 펼치기(flatten) →
# `400x120` → ReLU → `120x84` → ReLU → `84x10`
#
# softmax는 `nn.CrossEntropyLoss`에 들어 있으므로 마지막 층의 값(logit)을 그대로 반환하십시오.

# %% [markdown] lang="en"
# ### 4-2. LeNet-5
#
# `[5x5x3]x6, s1, p0` → ReLU → `MaxPool, k2, s2` → `[5x5x6]x16, s1, p0` → ReLU → `MaxPool, k2, s2` → flatten →
# `400x120` → ReLU → `120x84` → ReLU → `84x10`
#
# `nn.CrossEntropyLoss` contains the softmax: return the last layer's values (logits) as they are.

# %%
class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(3, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.fc1 = nn.Linear(5 * 5 * 16, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.relu = nn.ReLU()
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = self.pool(self.relu(self.conv1(x)))  # 6, 14, 14
        x = self.pool(self.relu(self.conv2(x)))  # 16, 5, 5
        x = x.flatten(1)
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        x = self.fc3(x)
        return x
        ### END SOLUTION

# %% [markdown] lang="ko"
# ## 5. 하이퍼파라미터
#
# `CNN`을 학습하려면 `LeNet5()`를 `CNN()`으로 바꾸십시오.

# %% [markdown] lang="en"
# ## 5. Hyperparameters
#
# To train the `CNN`, put `CNN()` in the place of `LeNet5()`.

# %%
batch_size = 100
learning_rate = 0.1
training_epochs = 15

device = "cuda" if torch.cuda.is_available() else "cpu"
network = LeNet5().to(device)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
data_loader = torch.utils.data.DataLoader(cifar10_train, batch_size=batch_size, shuffle=True, drop_last=True)

# %% [markdown] lang="ko"
# ## 6. 학습

# %% [markdown] lang="en"
# ## 6. Training

# %%
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

# %% [markdown] lang="ko"
# ## 7. 테스트 정확도

# %% [markdown] lang="en"
# ## 7. Test accuracy

# %%
test_loader = torch.utils.data.DataLoader(cifar10_test, batch_size=batch_size)
correct = 0

network.eval()
with torch.no_grad():
    for images, labels in test_loader:
        prediction = network(images.to(device)).argmax(1).cpu()
        correct += (prediction == labels).sum().item()

print(f"accuracy: {correct / len(cifar10_test):.4f}")

# %% [markdown] lang="ko"
# ## 8. 모델 저장

# %% [markdown] lang="en"
# ## 8. Save the model

# %%
torch.save(network.state_dict(), "lenet5.pt")

# %% [markdown] lang="ko"
# ## 9. 점검
#
# 채점기가 노트북 전체를 점검하고 셀 아래에 결과를 보여 줍니다. 점검 결과는 성적에 반영되지 않습니다.
#
# Colab에서는 먼저 설치 파일(`torchgrader-…-py3-none-any.whl`)을 올리고, 학생 안내의 설치 셀을 실행하십시오.

# %% [markdown] lang="en"
# ## 9. Check your work
#
# The grader checks the whole notebook and shows its report below the cell. This report does not count towards your grade.
#
# In Colab, first upload the installation file (`torchgrader-…-py3-none-any.whl`) and run the installation cell from the
# students' guide.

# %%
from grader import check

check("assignment1")
