"""Have a student's function called, or a training loop run, in a child: plain data comes back."""

import msgspec

from grader.capture.capture import ENTRY
from grader.capture.rehearsal.journal import SLOWER
from grader.confinement.host import Host
from grader.confinement.policy import Policy
from grader.confinement.process import UNDECODABLE, Ended
from grader.records.capture_protocol import Broken, ProgramText
from grader.records.rehearsal_protocol import Calls, Done, Work, WorkRequest
from grader.records.source import Source

RESULT_BYTES = 16_000_000
POLICY = Policy(result_bytes=RESULT_BYTES)
CALL_SECONDS = 20.0
"""Time for all calls of one function."""
ALLOWANCE = 10.0
"""Time to begin a rehearsal, and to end it."""

_decoder: msgspec.json.Decoder[Done] = msgspec.json.Decoder(Done, strict=True)


def done(source: Source, work: Work, host: Host) -> Done:
    """Return what has become of a function, a training loop or data code.

    Args:
        source: the submission, as read by intake.
        work: what to run of it.
        host: starts the child.

    Raises:
        StaffError: no child can be started.
    """
    seconds = CALL_SECONDS if isinstance(work, Calls) else SLOWER * work.seconds + ALLOWANCE
    programs = tuple(
        ProgramText(f"<submission {index}>", unit.text) for index, unit in enumerate(source.units)
    )
    with host.start(ENTRY, POLICY) as child:
        child.wait_until_ready()
        child.send(msgspec.json.encode(WorkRequest(programs, work)))
        try:
            return _decoder.decode(child.result(seconds))
        except Ended as ended:
            return Broken("make", ended.reason)
        except UNDECODABLE:
            return Broken("trace", "invalid")
