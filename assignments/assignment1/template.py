# 과제 1 · CNN과 LeNet-5 (CIFAR-10)
#
# `CNN`과 `LeNet5` 두 클래스의 빈칸을 채우십시오. 나머지 셀은 그대로 두어도 됩니다.

# 1. 패키지
import matplotlib.pyplot as plt
import torch
import torch.nn as nn
import torchvision.datasets as dsets
import torchvision.transforms as transforms

# 2. 데이터셋
#
# CIFAR-10: 32x32x3 이미지, 클래스 10개, 학습용 50,000장, 테스트용 10,000장
cifar10_train = dsets.CIFAR10(root="CIFAR10_data/", train=True, transform=transforms.ToTensor(), download=True)
cifar10_test = dsets.CIFAR10(root="CIFAR10_data/", train=False, transform=transforms.ToTensor(), download=True)

# 3. 이미지 한 장 보기
image, label = cifar10_train[0]
print("shape:", image.shape, "class:", label)
plt.imshow(image.permute(1, 2, 0))
plt.show()

# 4. 모델
#
# 합성곱층은 `[KW x KH x C] x N, s(스트라이드), p(패딩)`, 완전연결층은 `입력x출력`으로 적습니다.
#
# 4-1. CNN 예제
#
# `[5x5x3]x32, s1, p0` → `[5x5x32]x32, s1, p0` → 펼치기(flatten) → 완전연결층 → 10
#
# 합성곱층 뒤의 ReLU는 넣어도 되고 넣지 않아도 됩니다.


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        # 여기에 코드를 작성하십시오.
        pass

    def forward(self, x):
        # 여기에 코드를 작성하십시오.
        pass

# 4-2. LeNet-5
#
# `[5x5x3]x6, s1, p0` → ReLU → `MaxPool, k2, s2` → `[5x5x6]x16, s1, p0` → ReLU → `MaxPool, k2, s2` → 펼치기(flatten) →
# `400x120` → ReLU → `120x84` → ReLU → `84x10`
#
# softmax는 `nn.CrossEntropyLoss`에 들어 있으므로 마지막 층의 값(logit)을 그대로 반환하십시오.


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        # 여기에 코드를 작성하십시오.
        pass

    def forward(self, x):
        # 여기에 코드를 작성하십시오.
        pass

# 5. 하이퍼파라미터
#
# `CNN`을 학습하려면 `LeNet5()`를 `CNN()`으로 바꾸십시오.
batch_size = 100
learning_rate = 0.1
training_epochs = 15

device = "cuda" if torch.cuda.is_available() else "cpu"
network = LeNet5().to(device)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
data_loader = torch.utils.data.DataLoader(cifar10_train, batch_size=batch_size, shuffle=True, drop_last=True)

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
test_loader = torch.utils.data.DataLoader(cifar10_test, batch_size=batch_size)
correct = 0

network.eval()
with torch.no_grad():
    for images, labels in test_loader:
        prediction = network(images.to(device)).argmax(1).cpu()
        correct += (prediction == labels).sum().item()

print(f"accuracy: {correct / len(cifar10_test):.4f}")

# 8. 모델 저장
torch.save(network.state_dict(), "lenet5.pt")

# 9. 점검
#
# 채점기가 노트북 전체를 점검하고 셀 아래에 결과를 보여 줍니다. 점검 결과는 성적에 반영되지 않습니다.
#
# Colab에서는 먼저 설치 파일(`torchgrader-…-py3-none-any.whl`)을 올리고, 학생 안내의 설치 셀을 실행하십시오.
from grader import check

check("assignment1")
