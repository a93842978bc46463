import torch
from torch import nn

from grader.base.progress import silent
from grader.datasets import digits, load
from grader.records.assignment import Recipe
from grader.training import train


def test_digits_are_the_same_to_the_last_bit_everywhere() -> None:
    digest = digits.draw(silent).digest

    assert digest == "ffc1768eff40851648e5e8db350ac68e5a311eee676fe68279cfeadb56b755db"


def test_digits_have_the_form_of_mnist() -> None:
    dataset = load("mnist", ("standin",), train=10_000, test=2_000)

    assert (dataset.name, dataset.classes) == ("digits", tuple("0123456789"))
    assert dataset.train_images.shape == (10_000, 1, 28, 28)
    assert dataset.train_labels.bincount().tolist() == [1_000] * 10
    assert dataset.test_labels.bincount().tolist() == [200] * 10


def test_digits_share_no_picture_between_training_and_test() -> None:
    dataset = load("mnist", ("standin",), train=10_000, test=2_000)
    train_set = {image.numpy().tobytes() for image in dataset.train_images}

    assert len(train_set) == 10_000
    assert not any(image.numpy().tobytes() in train_set for image in dataset.test_images)


def test_digits_are_never_empty_nor_drawn_over_the_edge() -> None:
    images = load("mnist", ("standin",), train=10_000, test=2_000).train_images[:, 0]
    inked = (images > 128).flatten(1).sum(1)
    border = torch.cat((images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]), 1)

    assert int(inked.min()) > 10
    assert int(inked.max()) < 400
    assert float((border > 128).float().mean()) < 0.02


def test_digits_are_provisional_and_say_so_in_both_languages() -> None:
    dataset = load("mnist", ("standin",), train=100, test=20)

    assert dataset.provisional
    (notice,) = dataset.notices
    assert "MNIST" in notice.ko
    assert "잠정" in notice.ko
    assert "provisional" in notice.en


def test_digits_rank_models_as_real_digits_do() -> None:
    """One seed of what docs/data.md tables; the gaps are many standard deviations wide."""
    dataset = load("mnist", ("standin",), train=10_000, test=2_000)
    recipe = Recipe(
        data="mnist", train_images=10_000, test_images=2_000, epochs=3, batch=64, learning_rate=4e-3
    )

    def accuracy(*layers: nn.Module) -> float:
        module = nn.Sequential(nn.Flatten(), *layers)
        return train(module, recipe, dataset, torch.device("cpu"), silent, seed=0).score

    torch.manual_seed(0)
    slp = accuracy(nn.Linear(784, 10))
    mlp = accuracy(nn.Linear(784, 100), nn.Sigmoid(), nn.Linear(100, 10))
    linear = accuracy(nn.Linear(784, 100), nn.Linear(100, 10))

    assert mlp > slp + 0.05
    assert mlp > linear + 0.05
    assert slp > 0.8
