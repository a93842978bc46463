# %% [markdown]
# # %assignment% · 데이터
#
# `make_loaders` 함수의 빈칸을 채우십시오. (Fill in the function `make_loaders`.)

# %%
import torch
from torch.utils.data import DataLoader, Dataset

# %% [markdown]
# ## 데이터셋 (the data set)
#
# `augment`가 참이면 이미지를 절반의 확률로 좌우로 뒤집으십시오.
# (If `augment` is true, flip an image from left to right half of the time.)


# %%
class Pictures(Dataset):
    def __init__(self, images, labels, augment=False):
        self.images, self.labels, self.augment = images, labels, augment

    ### BEGIN SOLUTION
    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = self.images[index]
        if self.augment and torch.rand(1) < 0.5:
            image = image.flip(-1)
        return image, self.labels[index]

    ### END SOLUTION


# %% [markdown]
# ## 데이터로더 (the loaders)
#
# 이미지의 20%를 검증에 쓰고, 학습용 이미지의 평균과 표준편차로 모두 정규화하십시오. 증강은 학습용에만 합니다.
# (Keep 20 % of the images for validation, normalise all with the mean and the deviation of the training images,
# and augment these alone.)


# %%
def make_loaders(images, labels, test_images, test_labels, batch_size):
    ### BEGIN SOLUTION
    order = torch.randperm(len(images))
    held_out = len(images) // 5
    val, train = order[:held_out], order[held_out:]
    mean, std = images[train].mean(), images[train].std()
    images, test_images = (images - mean) / std, (test_images - mean) / std
    train_loader = DataLoader(Pictures(images[train], labels[train], augment=True), batch_size, shuffle=True)
    val_loader = DataLoader(Pictures(images[val], labels[val]), batch_size)
    test_loader = DataLoader(Pictures(test_images, test_labels), batch_size)
    return train_loader, val_loader, test_loader
    ### END SOLUTION
