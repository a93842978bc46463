# 과제 2 · U-Net (CIFAR-10)
#
# `UNet`과 `UNetClassifier` 두 클래스의 빈칸을 채우십시오. 나머지 셀은 그대로 두어도 됩니다.

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
# 층의 수와 채널 수는 자유입니다. 지켜야 할 규칙은 다음과 같습니다.
#
# - 합성곱층: `[5x5xC]xN, s1, p2`. 합성곱층 사이에는 활성화 함수(ReLU)를 넣습니다.
# - 줄일 때: 풀링. 두 단계 이상 줄입니다.
# - N배로 키울 때: `nn.ConvTranspose2d`의 커널 2N, 스트라이드 N, 패딩 N/2 (2배이면 4, 2, 1). 줄인 만큼 키웁니다.
# - 단계마다 스킵 연결: 인코더의 맵을 같은 해상도의 디코더 맵과 `torch.cat(..., dim=1)`으로 이어 붙입니다.
# - 그 밖의 것은 모두 가장 작은 맵(병목)을 지나야 합니다.
#
# 4-1. U-Net
#
# `(N, 3, 32, 32)` → 인코더 → 병목 → 디코더 → `(N, 3, 32, 32)`


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        # 여기에 코드를 작성하십시오.
        pass

    def forward(self, x):
        # 여기에 코드를 작성하십시오.
        pass

# 4-2. U-Net 분류기
#
# `(N, 3, 32, 32)` → U-Net → 펼치기(flatten) → 완전연결층 → 10
#
# `UNet()`을 그대로 써도 되고, 새로 만들어도 됩니다.
#
# softmax는 `nn.CrossEntropyLoss`에 들어 있으므로 마지막 층의 값(logit)을 그대로 반환하십시오.


class UNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        # 여기에 코드를 작성하십시오.
        pass

    def forward(self, x):
        # 여기에 코드를 작성하십시오.
        pass

# 5. 하이퍼파라미터
batch_size = 100
learning_rate = 0.001
training_epochs = 15

device = "cuda" if torch.cuda.is_available() else "cpu"
data_loader = torch.utils.data.DataLoader(cifar10_train, batch_size=batch_size, shuffle=True, drop_last=True)
test_loader = torch.utils.data.DataLoader(cifar10_test, batch_size=batch_size)

# 6. U-Net 학습
#
# 입력한 이미지를 그대로 복원하도록 학습합니다.
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

# 7. 복원한 이미지 보기
#
# 위는 원본, 아래는 복원한 이미지입니다.
images = torch.stack([cifar10_test[index][0] for index in range(8)])

unet.eval()
with torch.no_grad():
    rebuilt = unet(images.to(device)).cpu().clamp(0, 1)

both = torch.cat([torch.cat(list(images), dim=2), torch.cat(list(rebuilt), dim=2)], dim=1)
plt.imshow(both.permute(1, 2, 0))
plt.show()

# 8. 분류기 학습
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

# 9. 테스트 정확도
correct = 0

network.eval()
with torch.no_grad():
    for images, labels in test_loader:
        prediction = network(images.to(device)).argmax(1).cpu()
        correct += (prediction == labels).sum().item()

print(f"accuracy: {correct / len(cifar10_test):.4f}")

# 10. 모델 저장
torch.save(unet.state_dict(), "unet.pt")
torch.save(network.state_dict(), "unet_classifier.pt")

# 11. 점검
#
# 채점기가 노트북 전체를 점검하고 셀 아래에 결과를 보여 줍니다. 점검 결과는 성적에 반영되지 않습니다.
#
# Colab에서는 먼저 설치 파일(`torchgrader-…-py3-none-any.whl`)을 올리고, 학생 안내의 설치 셀을 실행하십시오.
from grader import check

check("assignment2")
