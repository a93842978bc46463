# 과제 0 · 퍼셉트론 (MNIST, CIFAR-10)
#
# `SLP`, `MLP`, `CifarMLP` 세 클래스의 빈칸을 채우십시오. 나머지 셀은 그대로 두어도 됩니다.

# 1. 패키지
import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torchvision.datasets as dsets
import torchvision.transforms as transforms

# 2. 데이터셋
#
# - MNIST: 28x28x1 숫자 이미지, 클래스 10개, 학습용 60,000장, 테스트용 10,000장
# - CIFAR-10: 32x32x3 이미지, 클래스 10개, 학습용 50,000장, 테스트용 10,000장
mnist_train = dsets.MNIST(root="MNIST_data/", train=True, transform=transforms.ToTensor(), download=True)
mnist_test = dsets.MNIST(root="MNIST_data/", train=False, transform=transforms.ToTensor(), download=True)
cifar10_train = dsets.CIFAR10(root="CIFAR10_data/", train=True, transform=transforms.ToTensor(), download=True)
cifar10_test = dsets.CIFAR10(root="CIFAR10_data/", train=False, transform=transforms.ToTensor(), download=True)

# 3. 이미지 한 장 보기
image, label = mnist_train[0]
print("shape:", image.shape, "class:", label)
plt.imshow(image.squeeze(), cmap="gray")
plt.show()

# 4. 모델
#
# 완전연결층은 `입력x출력`으로 적습니다. 세 모델 모두 이미지를 그대로 받으므로 `forward`에서 먼저 한 줄로 펼치십시오(flatten).
#
# softmax는 `nn.CrossEntropyLoss`에 들어 있으므로 마지막 층의 값(logit)을 그대로 반환하십시오.
#
# 4-1. SLP (MNIST)
#
# 펼치기(flatten) → `784x10`


class SLP(nn.Module):
    def __init__(self):
        super().__init__()
        # 여기에 코드를 작성하십시오.
        pass

    def forward(self, x):
        # 여기에 코드를 작성하십시오.
        pass

# 4-2. MLP (MNIST)
#
# 펼치기(flatten) → `784x100` → Sigmoid → `100x10`


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        # 여기에 코드를 작성하십시오.
        pass

    def forward(self, x):
        # 여기에 코드를 작성하십시오.
        pass

# 4-3. 5층 MLP (CIFAR-10)
#
# 펼치기(flatten) → `3072x100` → ReLU → `100x100` → ReLU → `100x100` → ReLU → `100x100` → ReLU → `100x10`
#
# 노트북에서 같은 이름의 클래스를 또 만들면 앞의 것이 사라지므로 이름은 `CifarMLP`로 둡니다.


class CifarMLP(nn.Module):
    def __init__(self):
        super().__init__()
        # 여기에 코드를 작성하십시오.
        pass

    def forward(self, x):
        # 여기에 코드를 작성하십시오.
        pass

# 5. 하이퍼파라미터
#
# `MLP`를 학습하려면 `SLP()`를 `MLP()`로 바꾸십시오. `CifarMLP`를 학습하려면 이미지도 `cifar10_train`, `cifar10_test`로
# 바꾸십시오.
batch_size = 100
learning_rate = 0.1
training_epochs = 15

device = "cuda" if torch.cuda.is_available() else "cpu"
network, train_images, test_images = SLP().to(device), mnist_train, mnist_test
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
data_loader = torch.utils.data.DataLoader(train_images, batch_size=batch_size, shuffle=True, drop_last=True)

# 6. 학습
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

# 7. 테스트 정확도


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

# 8. 모델 저장
torch.save(network.state_dict(), "perceptron.pt")

# 9. 점검
#
# 채점기가 노트북 전체를 점검하고 셀 아래에 결과를 보여 줍니다. 점검 결과는 성적에 반영되지 않습니다.
#
# Colab에서는 먼저 설치 파일(`torchgrader-…-py3-none-any.whl`)을 올리고, 학생 안내의 설치 셀을 실행하십시오.
from grader import check

check("assignment0")
