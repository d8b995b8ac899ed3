"""How long one thread of the server's process keeps the interpreter from the others."""

import sys

SWITCH_INTERVAL_S = 0.000_5


def take_short_turns() -> None:
    """Hand the interpreter over ten times as often as usual; for the whole process, once, at its start.

    After each answer of the database the thread that writes the record wants the interpreter back from the event
    loop, which by default keeps it for 5 ms whatever else waits.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
