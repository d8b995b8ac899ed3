"""What carries input into the system, as the gate sees it."""

from enum import StrEnum
from typing import Protocol

from shared.errors import AlongsideError
from shared.protocol.peer_messages import PointerButton


class InjectionFailedError(AlongsideError):
    """The system did not take an event; the gate lets go of everything, and shuts itself if that fails too."""

    code = "injection_failed"


class TextOutcome(StrEnum):
    """What became of a text that was to be typed."""

    TYPED = "typed"
    NOT_YET = "not_yet"
    """Nothing was typed: programs have to see the last characters first. Ask again in a few milliseconds."""
    UNTYPABLE = "untypable"
    """Nothing was typed, and never will be: this system has no way to type it."""


class Injector(Protocol):
    """What carries input into the system. The gate calls it from one thread at a time.

    Every method may raise `InjectionFailedError`.
    """

    def pointer_to(self, x_px: int, y_px: int) -> None:
        """Put the pointer on that physical pixel of the whole desktop."""
        ...

    def button(self, button: PointerButton, is_down: bool) -> None:
        """Press or release a mouse button where the pointer is."""
        ...

    def wheel(self, dx: int, dy: int) -> None:
        """Turn the wheel by 1/120 notches, positive right and down."""
        ...

    def key(self, usage: int, is_down: bool) -> None:
        """Press or release a physical key by its HID usage; an unknown one does nothing."""
        ...

    def key_number(self, usage: int, /) -> int | None:
        """What the system calls that key, 0 to 255; None when it has none.

        Of a key that is up it is exactly what the next press will press, if that comes before anything else: which it
        is can change, and another process that is to let go of it must know.
        """
        ...

    def text(self, text: str) -> TextOutcome:
        """Type a text as it is, whatever layout and locks are in force; all of it or nothing.

        While Ctrl, Alt or Meta are down through this injector, it is the shortcut of the key with that character.
        """
        ...

    def rest(self) -> None:
        """Nothing will be typed for a while: give back whatever typing has borrowed."""
        ...

    def has_own_focus(self) -> bool | None:
        """Whether a window of this very process would get a key right now; None when the system cannot tell."""
        ...

    def makes_panic_keys(self, usage: int, /) -> bool:
        """Whether that key would stop everything, together with what is held and as the person's keys are set up now.

        False where the system tells only places, which are known without it.
        """
        ...

    def release_all(self) -> None:
        """Release whatever was pressed through this injector; on return the system has done it."""
        ...

    def settle(self) -> None:
        """Wait until the system has taken everything given so far, so that nothing piles up unseen."""
        ...

    def close(self) -> None:
        """Release everything and let go of the system; the injector is of no use afterwards."""
        ...
