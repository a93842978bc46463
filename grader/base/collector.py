"""Python's garbage collector, out of the way of large imports."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_collector() -> Iterator[None]:
    """Collect nothing while modules are imported, and leave out what they are made of ever after.

    Imports allocate hundreds of thousands of objects that stay: the collector goes through all of them again
    and again: an eighth of what `import torch` takes, as `python -X importtime` and `gc.disable()` show.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
