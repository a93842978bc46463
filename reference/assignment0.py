# %% [markdown] lang="ko"
# # 과제 0 · 퍼셉트론 (MNIST, CIFAR-10)
#
# `SLP`, `MLP`, `CifarMLP` 세 클래스의 빈칸을 채우십시오. 나머지 셀은 그대로 두어도 됩니다.

# %% [markdown] lang="en"
# # Assignment 0 · Perceptrons (MNIST, CIFAR-10)
#
# Fill in the gaps in the three classes `SLP`, `MLP` and `CifarMLP`. The other cells can stay as they are.

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
# - MNIST: 28x28x1 숫자 이미지, 클래스 10개, 학습용 60,000장, 테스트용 10,000장
# - CIFAR-10: 32x32x3 이미지, 클래스 10개, 학습용 50,000장, 테스트용 10,000장

# %% [markdown] lang="en"
# ## 2. The data
#
# - MNIST: 28x28x1 images of digits, 10 classes, 60,000 for training and 10,000 for testing
# - CIFAR-10: 32x32x3 images of 10 classes, 50,000 for training and 10,000 for testing

# %%
mnist_train = dsets.MNIST(root="MNIST_data/", train=True, transform=transforms.ToTensor(), download=True)
mnist_test = dsets.MNIST(root="MNIST_data/", train=False, transform=transforms.ToTensor(), download=True)
cifar10_train = dsets.CIFAR10(root="CIFAR10_data/", train=True, transform=transforms.ToTensor(), download=True)
cifar10_test = dsets.CIFAR10(root="CIFAR10_data/", train=False, transform=transforms.ToTensor(), download=True)

# %% [markdown] lang="ko"
# ## 3. 이미지 한 장 보기

# %% [markdown] lang="en"
# ## 3. Look at an image

# %%
image, label = mnist_train[0]
print("shape:", image.shape, "class:", label)
plt.imshow(image.squeeze(), cmap="gray")
plt.show()

# %% [markdown] lang="ko"
# ## 4. 모델
#
# 완전연결층은 `입력x출력`으로 적습니다. 세 모델 모두 이미지를 그대로 받으므로 `forward`에서 먼저 한 줄로 펼치십시오(flatten).
#
# softmax는 `nn.CrossEntropyLoss`에 들어 있으므로 마지막 층의 값(logit)을 그대로 반환하십시오.
#
# ### 4-1. SLP (MNIST)
#
# 펼치기(flatten) → `784x10`

# %% [markdown] lang="en"
# ## 4. The models
#
# A fully connected layer is written `inputs x outputs`. All three models are given the images as they are, so flatten them
# first in `forward`.
#
# `nn.CrossEntropyLoss` contains the softmax: return the last layer's values (logits) as they are.
#
# ### 4-1. SLP (MNIST)
#
# flatten → `784x10`

# %%
# BEGIN SOLUTION NO PROMPT
# Course notebooks often flatten in the training loop and hand rows of numbers to the model; `view` leaves
# those as they are, so one class is the reference for both. Shapes are without the batch.
# END SOLUTION
class SLP(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.fc = nn.Linear(28 * 28, 10)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = x.view(-1, 28 * 28)  # 784
        x = self.fc(x)
        return x
        ### END SOLUTION

# %% [markdown] lang="ko"
# ### 4-2. MLP (MNIST)
#
# 펼치기(flatten) → `784x100` → Sigmoid → `100x10`

# %% [markdown] lang="en"
# ### 4-2. MLP (MNIST)
#
# flatten → `784x100` → Sigmoid → `100x10`

# %%
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.fc1 = nn.Linear(28 * 28, 100)
        self.fc2 = nn.Linear(100, 10)
        self.sigmoid = nn.Sigmoid()
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = x.view(-1, 28 * 28)  # 784
        x = self.sigmoid(self.fc1(x))  # 100
        x = self.fc2(x)
        return x
        ### END SOLUTION

# %% [markdown] lang="ko"
# ### 4-3. 5층 MLP (CIFAR-10)
#
# 펼치기(flatten) → `3072x100` → ReLU → `100x100` → ReLU → `100x100` → ReLU → `100x100` → ReLU → `100x10`
#
# 노트북에서 같은 이름의 클래스를 또 만들면 앞의 것이 사라지므로 이름은 `CifarMLP`로 둡니다.

# %% [markdown] lang="en"
# ### 4-3. Five-layer MLP (CIFAR-10)
#
# flatten → `3072x100` → ReLU → `100x100` → ReLU → `100x100` → ReLU → `100x100` → ReLU → `100x10`
#
# A second class called `MLP` would replace the first one in this notebook, so this one is called `CifarMLP`.

# %%
class CifarMLP(nn.Module):
    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.fc1 = nn.Linear(3 * 32 * 32, 100)
        self.fc2 = nn.Linear(100, 100)
        self.fc3 = nn.Linear(100, 100)
        self.fc4 = nn.Linear(100, 100)
        self.fc5 = nn.Linear(100, 10)
        self.relu = nn.ReLU()
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        x = x.view(-1, 3 * 32 * 32)  # 3072
        x = self.relu(self.fc1(x))  # 100
        x = self.relu(self.fc2(x))  # 100
        x = self.relu(self.fc3(x))  # 100
        x = self.relu(self.fc4(x))  # 100
        x = self.fc5(x)
        return x
        ### END SOLUTION

# %% [markdown] lang="ko"
# ## 5. 하이퍼파라미터
#
# `MLP`를 학습하려면 `SLP()`를 `MLP()`로 바꾸십시오. `CifarMLP`를 학습하려면 이미지도 `cifar10_train`, `cifar10_test`로
# 바꾸십시오.

# %% [markdown] lang="en"
# ## 5. Hyperparameters
#
# To train the `MLP`, put `MLP()` in the place of `SLP()`. To train the `CifarMLP`, change the images as well, to
# `cifar10_train` and `cifar10_test`.

# %%
batch_size = 100
learning_rate = 0.1
training_epochs = 15

device = "cuda" if torch.cuda.is_available() else "cpu"
network, train_images, test_images = SLP().to(device), mnist_train, mnist_test
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
data_loader = torch.utils.data.DataLoader(train_images, batch_size=batch_size, shuffle=True, drop_last=True)

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

# %% [markdown] lang="ko"
# ## 8. 모델 저장

# %% [markdown] lang="en"
# ## 8. Save the model

# %%
torch.save(network.state_dict(), "perceptron.pt")

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

check("assignment0")
