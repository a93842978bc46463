# %% [markdown]
# # %assignment% · 학습 반복문
#
# `train` 함수의 빈칸을 채우십시오. (Fill in the function `train`.)

# %%
import torch
import torch.nn as nn

# %% [markdown]
# ## 학습 (the training)
#
# SGD로 학습하고, 에포크마다 시험 정확도를 재어 마지막 값을 반환하십시오.
# (Train with SGD, measure the test accuracy after every epoch, and return the last one.)


# %%
def train(model, train_loader, test_loader, epochs, learning_rate):
    ### BEGIN SOLUTION
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        model.train()
        for images, labels in train_loader:
            optimizer.zero_grad()
            loss = loss_function(model(images), labels)
            loss.backward()
            optimizer.step()
        model.eval()
        correct = 0
        with torch.no_grad():
            for images, labels in test_loader:
                correct += (model(images).argmax(1) == labels).sum().item()
        accuracy = correct / len(test_loader.dataset)
        print(f"{epoch + 1}: {accuracy:.4f}")
    return accuracy
    ### END SOLUTION
