"""The clipboard of an X server, read on a connection of its own: whoever has it may take its time, and nobody waits.

Qt reads it too, but waits in the thread of the windows, for up to five seconds, and holds Python's lock meanwhile: no
heartbeat would leave, and Stop and the panic keys would have to wait for a program that hangs. (ICCCM, section 2.)
"""

import contextlib
import select
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

from Xlib import X
from Xlib import error as xerror
from Xlib.display import Display

ANSWER_LIMIT_S = 10.0
"""A large picture takes a program seconds to put into another form; one that needs longer is taken to hang."""

_LOOK_AT_OWNER_S = 0.25
_WORD_BYTES, _BYTES_FORMAT, _WORDS_FORMAT = 4, 8, 32  # properties are told in units of so many bits
_PIECE_WORDS = 256 * 1024
_FORMATS_MAX = 256  # office programs list some forty


class NoAnswerError(Exception):
    """The program that has the clipboard does not answer, has gone, or something else was copied meanwhile."""


class TooLargeError(Exception):
    """More than was asked for."""


class XSelection:
    """What is copied at one moment. A context manager, for one thread, which may be any.

    Args:
        display_name: which server; that of the environment when None.
        is_wanted: looked at while waiting; what is wanted no more is not read.

    Raises:
        NoAnswerError: also when the server cannot be reached.
    """

    def __init__(self, display_name: str | None = None, is_wanted: Callable[[], bool] = lambda: True) -> None:
        self._is_wanted = is_wanted
        try:
            self._display: Any = Display(display_name)
        except (xerror.DisplayError, OSError) as error:
            raise NoAnswerError from error
        self._until_s = time.monotonic() + ANSWER_LIMIT_S
        self._window = self._display.screen().root.create_window(
            0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )
        self._clipboard, self._place = (self._display.intern_atom(name) for name in ("CLIPBOARD", "ALONGSIDE_COPIED"))
        self._increments = self._display.intern_atom("INCR")
        self._owner_id = self._read_owner()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(xerror.ConnectionClosedError, OSError):
            self._display.close()

    def read_formats(self) -> list[str]:
        """Which forms there are; none when nothing is copied."""
        if self._owner_id == X.NONE:
            return []
        with _lost_is_no_answer():
            if not self._convert("TARGETS"):
                return []
            found = self._window.get_full_property(self._place, X.AnyPropertyType)
            if found is None or found.format != _WORDS_FORMAT:
                return []
            names = (self._name_of(atom) for atom in found.value[:_FORMATS_MAX])
            return [name for name in names if name is not None]

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """What is copied, in one form; None when it cannot be had in that.

        Raises:
            TooLargeError: it is longer than `max_bytes`.
        """
        with _lost_is_no_answer():
            if not self._convert(name):
                return None
            found = self._window.get_property(self._place, X.AnyPropertyType, 0, 0)
            if found is None:
                return None
            if found.property_type != self._increments:
                return self._take(max_bytes)
            # Begun by taking the property away, and over with an empty one (ICCCM, section 2.7.2). That this one was
            # set has been told already, and is no piece.
            while self._display.pending_events():
                self._display.next_event()
            self._window.delete_property(self._place)
            data = bytearray()
            while True:
                self._wait(lambda event: event.type == X.PropertyNotify and event.state == X.PropertyNewValue)
                piece = self._take(max_bytes - len(data))
                if not piece:
                    return bytes(data)
                data += piece

    def _name_of(self, atom: int) -> str | None:
        """What a form is called; None for a number that names none, which some programs list among theirs."""
        try:
            return self._display.get_atom_name(atom)
        except xerror.BadAtom:
            return None

    def _convert(self, name: str) -> bool:
        target = self._display.intern_atom(name)
        self._window.delete_property(self._place)
        self._window.convert_selection(self._clipboard, target, self._place, X.CurrentTime)
        answer = self._wait(lambda event: event.type == X.SelectionNotify and event.target == target)
        return bool(answer.property)

    def _take(self, max_bytes: int) -> bytes:
        """What is in the property now, which is gone afterwards."""
        data = bytearray()
        while True:
            words = len(data) // _WORD_BYTES
            found = self._window.get_property(self._place, X.AnyPropertyType, words, _PIECE_WORDS)
            if found is None or found.format != _BYTES_FORMAT:
                break
            value = found.value.encode("latin-1") if isinstance(found.value, str) else bytes(found.value)
            data += value
            if len(data) + found.bytes_after > max_bytes:
                raise TooLargeError
            if not found.bytes_after:
                break
        self._window.delete_property(self._place)
        self._display.flush()
        return bytes(data)

    def _wait(self, is_it: Any) -> Any:
        while True:
            while self._display.pending_events():
                event = self._display.next_event()
                if is_it(event):
                    return event
            self._display.flush()
            left_s = self._until_s - time.monotonic()
            # Of a program that has gone no answer comes, and of another one none is wanted: that was not pressed for.
            if left_s <= 0 or not self._is_wanted() or self._read_owner() != self._owner_id:
                raise NoAnswerError
            if not self._display.pending_events():
                select.select([self._display.fileno()], [], [], min(left_s, _LOOK_AT_OWNER_S))

    def _read_owner(self) -> int:
        owner = self._display.get_selection_owner(self._clipboard)
        return owner if isinstance(owner, int) else owner.id


@contextlib.contextmanager
def _lost_is_no_answer() -> Iterator[None]:
    try:
        yield
    except (xerror.XError, xerror.ConnectionClosedError, OSError) as error:
        raise NoAnswerError from error
