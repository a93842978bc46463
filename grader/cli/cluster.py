"""`grade batch --cluster`: the class is graded by the workers of a Dask cluster."""

from collections.abc import Callable, Iterator

from grader.base.errors import StaffError
from grader.base.progress import silent
from grader.base.text import Text
from grader.batch.pool import Submissions
from grader.batch.worker import BatchTask, Graded

_NO_DISTRIBUTED = Text(
    ko="--cluster에는 Dask의 distributed 패키지가 필요합니다.",
    en="--cluster needs Dask's package distributed.",
)
_INSTALL = Text(ko='설치: pip install "grader[cluster]"', en='To install it: pip install "grader[cluster]"')


def graded(
    address: str,
    task: BatchTask,
    submissions: Submissions,
    batch: str,
    confined: bool,
    tell: Callable[[Text], None],
) -> Iterator[tuple[str, Graded]]:
    """Yield what became of each student's submission, as it becomes known.

    Args:
        address: of the cluster's scheduler.
        task: what the processes of this machine would be told.
        submissions: what is to be graded.
        batch: what no other batch is called.
        confined: whether a worker that cannot confine is refused.
        tell: told of the cluster's workers.

    Raises:
        StaffError: the cluster cannot be used, or is lost.
    """
    try:
        from grader.batch.cluster import client, order, session
        from grader.batch.cluster import graded as cluster
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        raise StaffError(_NO_DISTRIBUTED, _INSTALL) from error
    settings = task.settings
    assert settings.trainings is not None
    tell(Text(ko=f"클러스터에 연결합니다: {address}", en=f"Connecting to the cluster at {address}"))
    made, blobs = order.order(task.assignment, settings, confined, silent)
    sent = session.Session(batch, made, blobs)
    with client.Cluster(address, sent, settings.training, tell) as found:
        yield from cluster.graded(found, submissions, settings.trainings)
