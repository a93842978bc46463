"""What is submitted to the cluster.

All of it is made in functions: that travels by value, where what can be imported travels by name. So the
scheduler needs no grader, and a worker without one can say so.
"""

from collections.abc import Callable
from typing import Any

from distributed import Worker, get_worker

NO_GRADER = b"no grader"


def job(session: str, method: str) -> Callable[..., bytes]:
    """Return what calls a method of a session, on the worker where it runs."""

    def call(*given: object) -> bytes:
        answer: bytes = getattr(get_worker().plugins[session], method)(*given)
        return answer

    call.__name__ = method  # Dask calls the task by it
    return call


def refusal(session: str) -> Callable[[Worker], bytes]:
    """Return what says why a worker is not fit for a session: JSON, a `Text` or null, or `NO_GRADER`.

    Null is said of one that is fit, or may yet be.
    """

    def why(dask_worker: Worker) -> bytes:
        plugin: Any = dask_worker.plugins.get(session)
        if plugin is not None:
            answer: bytes = plugin.refused()
            return answer
        try:
            import grader.batch.cluster.session  # noqa: F401
        except ImportError:
            return NO_GRADER
        return b"null"

    return why
