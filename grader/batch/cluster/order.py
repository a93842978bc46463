"""What a batch's workers are sent: the order, and the data that they need for it."""

import tempfile
from hashlib import sha256
from pathlib import Path

from grader.base.progress import Progress
from grader.batch.cluster.wire import BatchOrder, Images
from grader.datasets import Dataset, load, prepare
from grader.grading import course
from grader.grading.provenance import installation
from grader.grading.trainer import Settings


def order(
    assignment: str, settings: Settings, confined: bool, progress: Progress
) -> tuple[BatchOrder, dict[str, bytes]]:
    """Return the order, and the data that it names, by sha256.

    Args:
        assignment: the assignment's id.
        settings: the settings; their device is `cpu` or `cuda`, not `auto`, which would depend on the worker.
        confined: whether workers that cannot confine are refused.
        progress: shows the reading of the data.

    Raises:
        StaffError: the data or the assignment cannot be read.
    """
    images: dict[tuple[str, int, int], Images] = {}
    blobs: dict[str, bytes] = {}
    for part in course.load(assignment).parts if settings.training else ():
        if (recipe := part.recipe) is None:
            continue
        need = recipe.data, recipe.train_images, recipe.test_images
        if need not in images:
            data = load(need[0], settings.data, train=need[1], test=need[2], progress=progress)
            content = _file(data)
            digest = sha256(content).hexdigest()
            images[need] = Images(need, digest, data.notices)
            blobs[digest] = content
    made = BatchOrder(
        installation(), assignment, settings.device, settings.training, confined, tuple(images.values())
    )
    return made, blobs


def _file(data: Dataset) -> bytes:
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        path = Path(folder, "data.safetensors")
        prepare(data, path)
        return path.read_bytes()
