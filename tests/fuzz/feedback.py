"""Tells the fuzzer apart what a parser written in C said: it sees no branches there, and would grope in the dark."""

from collections.abc import Callable

from shared.errors import AlongsideError

MARKS_MAX = 1_024

_marks: list[Callable[[], None]] = []
_mark_of: dict[str, Callable[[], None]] = {}


def enable(instrument: Callable[[Callable[[], None]], Callable[[], None]]) -> None:
    """From now on `note` is seen.

    Args:
        instrument: gives a function a place of its own among the branches the fuzzer counts.
    """
    _marks.extend(instrument(_make_mark()) for _ in range(MARKS_MAX))


def note(answer: str) -> None:
    """The parser gave this answer: an input that brings a new one is kept. Nothing happens outside the fuzzer."""
    if not _marks:
        return
    mark = _mark_of.get(answer)
    if mark is None:
        if len(_mark_of) == MARKS_MAX:
            return
        mark = _mark_of[answer] = _marks[len(_mark_of)]
    mark()


def note_refusal(error: AlongsideError, *documented: str) -> None:
    """The parser refused, for this reason; values of the input that stand in it are left out.

    Raises:
        AlongsideError: that very error, when its code is none of those that are documented.
    """
    if documented and error.reason not in documented:
        raise error
    cause = error.__cause__ or error
    note(str(cause).split("'", 1)[0])


def _make_mark() -> Callable[[], None]:
    def mark() -> None:
        pass

    return mark
