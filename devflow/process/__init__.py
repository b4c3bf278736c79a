"""The one door to subprocess: argv tuples, the environment given, bounded output, the group ended on time."""

from devflow.process.completed import Completed
from devflow.process.running import conversation, run
from devflow.process.streams import HEAD_BYTES, TAIL_BYTES
from devflow.process.waiting import Ended, until

__all__ = ["HEAD_BYTES", "TAIL_BYTES", "Completed", "Ended", "conversation", "run", "until"]
