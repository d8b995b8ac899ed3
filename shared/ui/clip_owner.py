"""Asks the program whose clipboard it is whether it answers at all, before Qt waits for it. X11.

Qt waits five seconds for a program that hangs, and holds Python's lock meanwhile: no heartbeat would leave, and the
picture and every button would stand still. Here the wait is short and lets all other threads run.
"""

import select
import time
from typing import Any

from Xlib import X
from Xlib import error as xerror
from Xlib.display import Display

ANSWER_TIMEOUT_S = 0.5
"""A program that is only busy answers in a few milliseconds; a person does not notice half a second."""


def owner_answers(display_name: str | None = None) -> bool:
    """Whether what is copied can be read soon: its program has just said which forms it has, or there is none.

    Args:
        display_name: which server; that of the environment when None.

    Returns:
        False when the program did not answer within half a second. True also when the server cannot be asked.
    """
    try:
        display: Any = Display(display_name)
    except (xerror.DisplayError, OSError):
        return True
    try:
        return _answers(display)
    except (xerror.ConnectionClosedError, OSError):
        return True
    finally:
        display.close()


def _answers(display: Any) -> bool:
    clipboard, targets = display.intern_atom("CLIPBOARD"), display.intern_atom("TARGETS")
    window = display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    # A clipboard of nobody's is answered by the server itself, with the same event (ICCCM, section 2.2).
    window.convert_selection(clipboard, targets, targets, X.CurrentTime)
    display.flush()
    until_s = time.monotonic() + ANSWER_TIMEOUT_S
    while (left_s := until_s - time.monotonic()) > 0:
        while display.pending_events():
            if display.next_event().type == X.SelectionNotify:
                return True
        select.select([display.fileno()], [], [], left_s)
    return False
