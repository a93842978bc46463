"""Trains the five-layer MLP on all CIFAR-10 images: `python -m benchmarks.full_training DATA [EPOCHS]`.

Trains assignment0's reference the way the course's notebooks do, and compares the accuracy with the one that
the lecture reports. DATA is what `grade --data` takes.
"""

import sys

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.capture.replay import Replay
from grader.datasets import load
from grader.grading import course
from grader.training.device import choose

LECTURE = 0.4882
"""Test accuracy after full training on the 50,000 training images, from the lecture's slides."""
EPOCHS, BATCH, LEARNING_RATE = 30, 100, 0.1
"""Values from the course's notebooks, which train for 15 to 30 epochs."""
SEED = 0


def epoch(model: nn.Module, optimizer: torch.optim.Optimizer, images: Tensor, labels: Tensor) -> float:
    """Train on every image once, dropping a last incomplete batch, and return the mean loss."""
    order = torch.randperm(len(images))
    batches = torch.split(order[: len(order) // BATCH * BATCH], BATCH)
    total = 0.0
    for chosen in batches:
        loss = F.cross_entropy(model(images[chosen]), labels[chosen])
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        total += loss.item()
    return total / len(batches)


@torch.no_grad()
def accuracy(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    return float((model(images).argmax(1) == labels).float().mean())


def main(where: str, epochs: int) -> None:
    device = choose("auto")
    data = load("cifar10", [where], train=50_000, test=10_000)
    train, test = (images.to(device).float() / 255 for images in (data.train_images, data.test_images))
    train_labels, test_labels = data.train_labels.to(device), data.test_labels.to(device)
    model = Replay(course.load("assignment0").references["CifarMLP"], SEED).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    torch.manual_seed(SEED)
    print(f"{data.name}, {len(train):,} training and {len(test):,} test images, {epochs} epochs, {device}")
    found = []
    for number in range(1, epochs + 1):
        loss = epoch(model, optimizer, train, train_labels)
        found.append(accuracy(model, test, test_labels))
        print(f"epoch {number}: loss {loss:.3f}, test accuracy {found[-1]:.2%}", flush=True)
    print(f"last {found[-1]:.2%}, best {max(found):.2%}, the lecture {LECTURE:.2%}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else EPOCHS)
