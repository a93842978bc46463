import pytest
import torch
from torch import nn

from grader.base.progress import silent
from grader.datasets import figures, load
from grader.records.assignment import Recipe
from grader.training import train


def test_figures_are_the_same_to_the_last_bit_everywhere() -> None:
    digest = figures.draw(silent).digest

    assert digest == "6b64fd53d1d190b7494fab7cff0a0639ab62f43215551334abcf8b52be62c5c3"


def test_figures_have_ten_classes_of_equal_size() -> None:
    dataset = load("cifar10", ("standin",), train=10_000, test=2_000)

    assert dataset.train_images.shape == (10_000, 3, 32, 32)
    assert dataset.train_labels.bincount().tolist() == [1_000] * 10
    assert dataset.test_labels.bincount().tolist() == [200] * 10
    assert len(set(dataset.classes)) == 10


def test_figures_share_no_picture_between_training_and_test() -> None:
    dataset = load("cifar10", ("standin",), train=10_000, test=2_000)
    train = {image.numpy().tobytes() for image in dataset.train_images}

    assert len(train) == 10_000
    assert not any(image.numpy().tobytes() in train for image in dataset.test_images)


def test_figures_are_provisional_and_say_so_in_both_languages() -> None:
    dataset = load("cifar10", ("standin",), train=100, test=20)

    assert dataset.provisional
    (notice,) = dataset.notices
    assert "잠정" in notice.ko
    assert "provisional" in notice.en


@pytest.mark.slow
def test_figures_rank_models_as_real_images_do() -> None:
    """One seed of what `grade calibrate assignment1` measures; the gaps are many standard deviations wide."""
    dataset = load("cifar10", ("standin",), train=10_000, test=2_000)
    recipe = Recipe(train_images=10_000, test_images=2_000, epochs=3, batch=64, learning_rate=4e-3)

    def accuracy(*layers: nn.Module) -> float:
        curve = train(nn.Sequential(*layers), recipe, dataset, torch.device("cpu"), silent, seed=0)
        return curve.score

    torch.manual_seed(0)
    lenet = accuracy(
        *(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )
    mlp = accuracy(
        nn.Flatten(), nn.Linear(3072, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10)
    )
    linear = accuracy(nn.Flatten(), nn.Linear(3072, 10))

    assert lenet > mlp + 0.2 > linear + 0.3
    assert linear > 0.15
