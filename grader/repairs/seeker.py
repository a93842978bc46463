"""The grader's side of looking for repairs: a confined child reads the student's text and proposes edits."""

import logging
from types import TracebackType

import msgspec

from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import UNDECODABLE, Child, Ended
from grader.records.repair_protocol import RepairProposal, RepairProposals, RepairsWanted
from grader.repairs import ENTRIES

log = logging.getLogger("grader")

SECONDS = 5.0
"""Time for one answer; a long notebook takes 0.3 s."""
ANSWER_BYTES = 4_000_000

_decoder: msgspec.json.Decoder[RepairProposals] = msgspec.json.Decoder(RepairProposals, strict=True)


class Seeker:
    """Asks a confined child for proposals. Use it as a context manager; its child ends with it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._child: Child | None = None

    def __enter__(self) -> "Seeker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._child is not None:
            self._child.end()

    def ask(self, wanted: RepairsWanted) -> tuple[RepairProposal, ...]:
        """Return proposals; none if the child is overwhelmed by the text.

        Raises:
            StaffError: no child can be started.
        """
        child = self._started()
        child.send(msgspec.json.encode(wanted))
        try:
            return _decoder.decode(child.result(SECONDS)).proposals
        except (Ended, *UNDECODABLE):
            log.info("the search for repairs was overwhelmed by the text")
            child.end()
            return ()

    def _started(self) -> Child:
        if self._child is None or self._child.ended:
            self._child = self._host.start(ENTRIES[0], Policy(result_bytes=ANSWER_BYTES))
            self._child.wait_until_ready()
        return self._child
