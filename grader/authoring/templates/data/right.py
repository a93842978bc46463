# expect: full
import torch
from torch.utils.data import DataLoader, Subset, TensorDataset, random_split


class Flipped(torch.utils.data.Dataset):
    def __init__(self, inner):
        self.inner = inner

    def __len__(self):
        return len(self.inner)

    def __getitem__(self, i):
        x, y = self.inner[i]
        if torch.rand(()) > 0.5:
            x = torch.flip(x, [2])
        return x, y


def make_loaders(images, labels, test_images, test_labels, batch_size):
    count = round(0.2 * len(images))
    parts = random_split(range(len(images)), [len(images) - count, count])
    train_ids, val_ids = (list(part.indices) for part in parts)
    own = images[train_ids]
    mean = own.mean()
    std = own.std()
    whole = TensorDataset((images - mean) / std, labels)
    train = Flipped(Subset(whole, train_ids))
    val = Subset(whole, val_ids)
    test = TensorDataset((test_images - mean) / std, test_labels)
    return (
        DataLoader(train, batch_size=batch_size, shuffle=True),
        DataLoader(val, batch_size=batch_size),
        DataLoader(test, batch_size=batch_size),
    )
