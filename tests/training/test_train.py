"""The brief training: repeatable, fair to odd models, and leaving nothing behind."""

import msgspec
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.datasets import Dataset
from grader.records.assignment import Recipe, Threshold
from grader.records.progress import silent
from grader.records.report import Curve
from grader.records.text import same
from grader.training import train
from grader.training.train import Adam, accuracy, one_cycle

RECIPE = Recipe(train_images=64, test_images=30, epochs=2, batch=16, learning_rate=1e-2)
CPU = torch.device("cpu")


def data() -> Dataset:
    """Images whose brightness is their class: learnt at once."""
    generator = torch.Generator().manual_seed(0)

    def images(count: int) -> tuple[Tensor, Tensor]:
        labels = torch.arange(count) % 2
        noise = torch.randint(0, 60, (count, 3, 8, 8), generator=generator)
        return (noise + 150 * labels.reshape(-1, 1, 1, 1)).to(torch.uint8), labels

    train_images, train_labels = images(64)
    test_images, test_labels = images(30)
    return Dataset(
        name="made",
        title=same("made"),
        classes=("dark", "bright"),
        train_images=train_images,
        train_labels=train_labels,
        test_images=test_images,
        test_labels=test_labels,
    )


def model() -> nn.Module:
    torch.manual_seed(3)
    return nn.Sequential(nn.Flatten(), nn.Linear(192, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))


def trained(module: nn.Module, batch: int | None = None) -> Curve:
    curve = train(module, RECIPE, data(), CPU, silent, seed=1, batch=batch)
    return msgspec.structs.replace(curve, seconds=0.0)


def test_same_seed_gives_the_same_curve_to_the_last_bit() -> None:
    assert trained(model()) == trained(model())


def test_easy_data_is_learnt() -> None:
    assert trained(model()).epochs[-1].accuracy > 0.9


def test_random_state_and_threads_are_left_as_they_were() -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state(), torch.get_num_threads()
    module = model()
    torch.set_rng_state(before[0])
    trained(module)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert torch.get_num_threads() == before[1]


class OnlyEights(nn.Module):
    """Takes batches of 8 and no others."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(192, 2)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc(x.view(8, 192))
        return out


def test_model_of_a_fixed_batch_size_is_measured_on_every_image() -> None:
    curve = trained(OnlyEights(), batch=8)
    assert curve.test_images == 30
    assert curve.epochs[-1].accuracy > 0.9


class Exploding(nn.Module):
    """Its loss is no number from the first step on."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(192, 2)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc(x.flatten(1)) * float("inf")
        return out


def test_loss_that_is_no_number_ends_the_training() -> None:
    curve = trained(Exploding())
    assert [epoch.loss for epoch in curve.epochs] == [None]


def test_model_without_parameters_is_measured_all_the_same() -> None:
    curve = trained(nn.Sequential(nn.Flatten(), nn.AdaptiveAvgPool1d(2)))
    assert curve.epochs[0].accuracy == curve.before


@pytest.mark.parametrize(("done", "share"), [(0.0, 0.01), (0.125, 0.5), (0.25, 1.0), (1.0, 0.01)])
def test_learning_rate_rises_for_a_quarter_and_falls_to_a_hundredth(done: float, share: float) -> None:
    assert one_cycle(done) == pytest.approx(share)


def test_accuracy_counts_the_largest_output() -> None:
    images = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]).reshape(3, 2, 1, 1)
    assert accuracy(nn.Flatten(), images, torch.tensor([0, 1, 1]), batch=2) == pytest.approx(2 / 3)


def test_optimizer_does_what_torchs_adam_does() -> None:
    torch.manual_seed(0)
    ours, theirs = nn.Linear(4, 2), nn.Linear(4, 2)
    theirs.load_state_dict(ours.state_dict())
    mine, reference = Adam(list(ours.parameters())), torch.optim.Adam(theirs.parameters(), lr=0.01)
    for _ in range(5):
        x, y = torch.randn(8, 4), torch.randint(2, (8,))
        mine.step(F.cross_entropy(ours(x), y), 0.01)
        reference.zero_grad()
        F.cross_entropy(theirs(x), y).backward()
        reference.step()
    assert torch.allclose(ours.weight, theirs.weight, atol=1e-6)


def test_points_are_given_in_proportion_between_two_accuracies() -> None:
    threshold = Threshold(none=0.3, full=0.5)
    assert [threshold.fraction(x) for x in (0.1, 0.3, 0.4, 0.5, 0.9)] == pytest.approx([0, 0, 0.5, 1, 1])
