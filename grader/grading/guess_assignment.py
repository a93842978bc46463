"""Which assignment a file belongs to, where nobody said so."""

import re
from collections.abc import Collection

from grader.grading import course
from grader.grading.model_names import model_names


def guess(models: Collection[str], file: str) -> tuple[str, ...]:
    """Return the assignments that a file fits best: one, several that fit equally well, or none.

    Args:
        models: the names of the models in the file.
        file: the file's own name, which decides if the models do not.
    """
    written = {_plain(model) for model in models}
    ranks = {
        name: (len(written & {_plain(model) for model in model_names(name)}), _plain(name) in _plain(file))
        for name in course.names()
    }
    best = max(ranks.values(), default=(0, False))
    return tuple(name for name, rank in ranks.items() if rank == best != (0, False))


def _plain(name: str) -> str:
    """Return a name by its letters and digits alone."""
    return re.sub(r"[\W_]", "", name).casefold()
