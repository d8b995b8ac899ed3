"""Finds the signatures that prove others: a statement that names the one before it stands for that one, too.

The person's program puts the checksum of its statement before into each that it signs (`PREVIOUS_NAME`). Whoever has
checked one signature therefore knows that its signer stands behind every statement of the run that leads up to it:
another text in the middle would need the same SHA-256. Only the last signature of a run has to be checked for that.
What is not proven this way is that the signature *written beside* an earlier statement is right as well.
"""

import re
from collections.abc import Sequence

from shared.audit.event import PREVIOUS_NAME, statement_digest
from shared.audit.record_reading import Reading

# In canonical form a quote inside a text has a backslash before it, so this is the field itself and never a text.
_PREVIOUS = re.compile(rb'[{,]"%b":"([0-9a-f]{64})"' % PREVIOUS_NAME.encode("ascii"))


def find_runs(readings: Sequence[Reading], *, is_each_alone: bool = False) -> list[list[int]]:
    """Sort the signed records among these into runs.

    Args:
        readings: records that could be read, in their order, of any sessions.
        is_each_alone: make no use of what names what.

    Returns:
        Places in `readings`, a list a run. Within one, all are of one session and one key, count on without a gap,
        and each names the checksum of the one before it.
    """
    runs: list[list[int]] = []
    open_runs: dict[tuple[str | None, str], list[int]] = {}
    for place, reading in enumerate(readings):
        if not reading.cseq:
            continue
        whose = (reading.sid, reading.key)
        run = None if is_each_alone else open_runs.get(whose)
        if run is not None and _goes_on(readings[run[-1]], reading):
            run.append(place)
            continue
        open_runs[whose] = [place]
        runs.append(open_runs[whose])
    return runs


def _goes_on(before: Reading, reading: Reading) -> bool:
    if reading.cseq != before.cseq + 1:
        return False
    named = _PREVIOUS.search(reading.signed)
    return named is not None and named[1].decode("ascii") == statement_digest(before.signed)
