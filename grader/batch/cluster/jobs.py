"""What is sent to the cluster: a session for every worker, and calls of its methods.

Everything here is defined inside functions, so that it is pickled by value; importable objects are pickled by
name. So the scheduler needs no grader, and a worker without one can report that.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from distributed import Worker, WorkerPlugin, get_worker
from distributed.protocol import pickle

if TYPE_CHECKING:
    from grader.batch.cluster.session import Session

NO_GRADER = b"no grader"


def carrier(session: "Session") -> WorkerPlugin:
    """Return the plugin that brings a session to every worker, including those that join later.

    A worker whose plugin fails neither starts nor ends, so errors of unpickling the session are caught there.
    """

    class Carrier(WorkerPlugin):
        def __init__(self, name: str, packed: bytes) -> None:
            self.name = name
            self.packed = packed
            self.session: Session | None = None

        async def setup(self, worker: Worker) -> None:
            with suppress(ImportError, AttributeError):  # no grader, or one without sessions
                self.session = pickle.loads(self.packed)
            self.packed = b""
            if self.session is not None:
                await self.session.setup(worker)

        async def teardown(self, worker: Worker) -> None:
            if self.session is not None:
                await self.session.teardown(worker)

    return Carrier(session.name, pickle.dumps(session))


def job(session: str, method: str) -> Callable[..., bytes]:
    """Return a function that calls a method of a session on the worker that runs it."""

    def call(*given: object) -> bytes:
        carried: Any = get_worker().plugins[session]
        answer: bytes = getattr(carried.session, method)(*given)
        return answer

    call.__name__ = method  # Dask names the task by it
    return call


def refusal(session: str) -> Callable[[Worker], bytes]:
    """Return a function that tells why a worker is not fit: JSON of a `Text` or null, or `NO_GRADER`.

    Null means that the worker is fit, or may still become so.
    """

    def why(dask_worker: Worker) -> bytes:
        carried: Any = dask_worker.plugins.get(session)
        if carried is None:
            return b"null"
        if carried.session is None:
            return NO_GRADER
        answer: bytes = carried.session.answer_refusal()
        return answer

    return why
