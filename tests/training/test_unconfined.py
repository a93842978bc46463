"""The brief training is repeatable, correct, and leaves no traces."""

import msgspec
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own custom

from grader.base.progress import silent
from grader.base.text import Text, same
from grader.datasets import Dataset
from grader.records.assignment import Recipe, Threshold
from grader.records.report import Curve
from grader.training import train
from grader.training.optimizer import Adam, one_cycle

CPU = torch.device("cpu")
RECIPE = Recipe(train_images=130, test_images=70, epochs=3, batch=16, learning_rate=1e-2)


def data() -> Dataset:
    """Images of two classes, of which one is brighter."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(2, (200,), generator=generator)
    images = torch.randint(0, 100, (200, 3, 4, 4), generator=generator) + 120 * labels[:, None, None, None]
    return Dataset(
        name="folder",
        title=same("two classes"),
        classes=("dark", "bright"),
        train_images=images[:130].to(torch.uint8),
        train_labels=labels[:130],
        test_images=images[130:].to(torch.uint8),
        test_labels=labels[130:],
    )


def network(dropout: float = 0.3) -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Flatten(), nn.Linear(48, 16), nn.ReLU(), nn.Dropout(dropout), nn.Linear(16, 2))


class Fixed(nn.Module):
    """Works with batches of 16 alone."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = network()

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x.view(16, 48))  # type: ignore[no-any-return]


def trained(seed: int = 0) -> Curve:
    return train(network(), RECIPE, data(), CPU, silent, seed=seed)


def test_train_gives_the_same_curve_bit_by_bit_from_the_same_seed() -> None:
    first, second = trained(), trained()
    assert msgspec.structs.replace(first, seconds=0.0) == msgspec.structs.replace(second, seconds=0.0)
    assert trained(seed=1).epochs != first.epochs


def test_train_learns_what_can_be_learned() -> None:
    curve = trained()
    assert len(curve.epochs) == RECIPE.epochs
    assert curve.score > 0.95
    assert (curve.train_images, curve.test_images) == (130, 70)


def test_train_leaves_random_state_and_threads_as_before() -> None:
    module = network()
    torch.manual_seed(11)
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        train(module, RECIPE, data(), CPU, silent)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(torch.get_rng_state(), state)


def test_train_does_not_depend_on_the_random_state_before() -> None:
    curves: list[Curve] = []
    for state in (1, 2):
        module = network()
        torch.manual_seed(state)
        curves.append(train(module, RECIPE, data(), CPU, silent))
    assert curves[0].epochs == curves[1].epochs


def test_train_ends_at_a_loss_that_is_not_a_number() -> None:
    class Broken(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = network()

        def forward(self, x: Tensor) -> Tensor:
            return self.inner(x) * float("nan")  # type: ignore[no-any-return]

    curve = train(Broken(), RECIPE, data(), CPU, silent)
    assert [epoch.loss for epoch in curve.epochs] == [None]


def test_train_measures_a_model_without_anything_to_learn() -> None:
    class Constant(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.flatten(1)[:, :2]

    curve = train(Constant(), RECIPE, data(), CPU, silent)
    assert {epoch.score for epoch in curve.epochs} == {curve.before}


def test_train_measures_a_model_that_gives_nothing_to_learn_from() -> None:
    class Signs(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = network()

        def forward(self, x: Tensor) -> Tensor:
            return self.inner(x) > 0  # type: ignore[no-any-return]

    curve = train(Signs(), RECIPE, data(), CPU, silent)
    assert {epoch.score for epoch in curve.epochs} == {curve.before}


def test_train_uses_all_images_for_a_model_of_one_batch_size() -> None:
    curve = train(Fixed(), RECIPE, data(), CPU, silent, batch=16)
    free = train(network(), RECIPE, data(), CPU, silent, batch=16)
    assert curve.epochs == free.epochs
    assert curve.score * 70 == pytest.approx(round(curve.score * 70))


def test_train_reports_every_step_as_progress() -> None:
    told: list[tuple[int, int | None]] = []

    def tell(_what: Text, done: int, total: int | None) -> None:
        told.append((done, total))

    train(network(), RECIPE, data(), CPU, tell)
    steps = 130 // 16 * 3
    assert told == [(done, steps) for done in range(1, steps + 1)]


def test_train_measures_a_model_in_evaluation_mode() -> None:
    class Contrary(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            bright = x.mean((1, 2, 3))
            return torch.stack((bright, -bright) if self.training else (-bright, bright), 1)

    assert train(Contrary(), RECIPE, data(), CPU, silent).before == 1.0


def test_train_gives_images_in_the_shape_that_the_model_wants() -> None:
    flat = nn.Sequential(*network(0.0)[1:])
    whole = train(network(0.0), RECIPE, data(), CPU, silent)
    assert train(flat, RECIPE, data(), CPU, silent, input=(48,)).epochs == whole.epochs


def test_one_cycle_rises_over_a_quarter_and_falls_to_a_hundredth() -> None:
    at = (0.0, 0.125, 0.25, 0.625, 1.0)
    assert [one_cycle(done) for done in at] == pytest.approx([0.01, 0.5, 1.0, 0.505, 0.01])


def test_adam_moves_alike_however_the_images_lie_in_memory() -> None:
    images = torch.randn(4, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    moved = []
    for layout in (torch.contiguous_format, torch.channels_last):
        torch.manual_seed(3)
        convolution = nn.Conv2d(3, 4, 3)
        adam = Adam(list(convolution.parameters()))
        for _ in range(3):
            adam.step(convolution(images.contiguous(memory_format=layout)).square().mean(), 1e-2)
        moved.append(convolution.weight)
    torch.testing.assert_close(*moved)


def test_adam_moves_as_torchs_own() -> None:
    mine, theirs = network(0.0), network(0.0)
    own = Adam(list(mine.parameters()))
    reference = torch.optim.Adam(theirs.parameters())
    generator = torch.Generator().manual_seed(0)
    for step in range(12):
        images = torch.randn(8, 48, generator=generator)
        labels = torch.randint(2, (8,), generator=generator)
        rate = 1e-2 / (step + 1)
        own.step(F.cross_entropy(mine(images), labels), rate)
        reference.param_groups[0]["lr"] = rate
        reference.zero_grad()
        F.cross_entropy(theirs(images), labels).backward()
        reference.step()
        for one, other in zip(mine.parameters(), theirs.parameters(), strict=True):
            torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("accuracy", "fraction"), [(0.0, 0.0), (0.3, 0.0), (0.375, 0.5), (0.45, 1.0), (1.0, 1.0)]
)
def test_threshold_gives_points_in_proportion(accuracy: float, fraction: float) -> None:
    assert Threshold(zero_below=0.3, full_from=0.45, chance=0.1, noise=0.01).fraction(
        accuracy
    ) == pytest.approx(fraction)
