"""Watch the loaders: what they are made of, and what they yield. They work in this process alone."""

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils import data as torch_data
from torch.utils.data import DataLoader
from torch.utils.data.dataloader import _BaseDataLoaderIter

from grader.capture.rehearsal import data
from grader.capture.rehearsal.journal import Journal
from grader.capture.rehearsal.registry import Numbered
from grader.capture.rehearsal.tags import LABELS, mark, named, tags, tensors
from grader.capture.rehearsal.watching import Watcher
from grader.records.event_log import BatchRead, LoaderMade, PassBegun

ONE_PROCESS = {
    "num_workers": 0, "pin_memory": False, "persistent_workers": False, "prefetch_factor": None, "timeout": 0,
    "multiprocessing_context": None, "worker_init_fn": None,
}  # fmt: skip
POSITIONS = ("batch_size", "shuffle", "sampler", "batch_sampler", "num_workers")


class Loaders:
    """Watches all loaders.

    Args:
        journal: where their events are written.
        watcher: told of the labels that were read.
    """

    def __init__(self, journal: Journal, watcher: Watcher) -> None:
        self._journal = journal
        self._watcher = watcher
        self._known = Numbered()

    def begin(self) -> None:
        """Replace torch's functions."""
        DataLoader.__init__ = self._making(DataLoader.__init__)  # type: ignore[method-assign]
        DataLoader.__iter__ = self._beginning(DataLoader.__iter__)  # type: ignore[method-assign]
        _BaseDataLoaderIter.__next__ = self._reading(_BaseDataLoaderIter.__next__)  # type: ignore[method-assign]
        torch_data.random_split = torch.utils.data.dataset.random_split = _fitting(torch_data.random_split)

    def _making(self, real: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(real)
        def init(loader: Any, dataset: Any, *args: Any, **options: Any) -> None:
            options |= dict(zip(POSITIONS, args, strict=False))
            batch = options.get("batch_size", 1)
            data.shrink(dataset, batch if isinstance(batch, int) and batch > 0 else 256)
            sampler = options.get("sampler")
            if sampler is not None and isinstance(getattr(sampler, "indices", None), list | Tensor):
                sampler.indices = sampler.indices[: 2 * (batch or 1)]
            real(
                loader,
                dataset,
                **{**options, **{name: ONE_PROCESS[name] for name in options if name in ONE_PROCESS}},
            )
            self._journal.add(
                LoaderMade(
                    self._known.number(loader),
                    tuple(sorted({each.split for each in data.roots(dataset)})),
                    batch if isinstance(batch, int) else 0,
                    bool(options.get("shuffle")) or sampler is not None,
                    bool(options.get("drop_last")),
                    self._journal.line(),
                )
            )

        return init

    def _beginning(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def iterate(loader: Any) -> Any:
            number = self._known.number(loader)
            images = len(loader.dataset) if hasattr(loader.dataset, "__len__") else 0
            self._journal.add(PassBegun(number, images, self._journal.line()))
            iterator = real(loader)
            iterator._grader_number = number
            return iterator

        return iterate

    def _reading(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def following(iterator: Any) -> Any:
            data.reads.clear()
            self._journal.muted += 1
            try:
                batch = real(iterator)
            finally:
                self._journal.muted -= 1
            self._tell(getattr(iterator, "_grader_number", 0), batch)
            return batch

        return following

    def _tell(self, number: int, batch: Any) -> None:
        found = {*data.reads, *named(tags(batch), "split")} or {"other"}
        mark(batch, {*(f"split:{each}" for each in found), f"loader:{number}"})
        parts = list(tensors(batch))
        labels = [each for each in parts if not each.is_floating_point() and each.dim() == 1]
        mark(labels[-1:], {LABELS})
        self._watcher.labels = labels[-1] if labels else None
        images = len(parts[0]) if parts and parts[0].dim() else 0
        self._journal.add(BatchRead(number, tuple(sorted(found)), images, self._journal.line()))


def _fitting(real: Callable[..., Any]) -> Callable[..., Any]:
    """Return `random_split` for a data set of another size than the one that it stands for."""

    @functools.wraps(real)
    def split(dataset: Any, lengths: Any, *args: Any, **options: Any) -> Any:
        whole = len(dataset)
        if (
            all(isinstance(each, int) for each in lengths)
            and sum(lengths) != whole
            and any(data.roots(dataset))
        ):
            first = [each * whole // sum(lengths) for each in lengths[:-1]]
            lengths = [*first, whole - sum(first)]
        return real(dataset, lengths, *args, **options)

    return split
