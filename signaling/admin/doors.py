"""What pages in modules of their own get from the site: its doors, in front of everything they do, and the clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.visitor import Visitor
from signaling.domain.operations import Operation
from signaling.domain.ports import Moment

Page = Callable[[Request, Visitor], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The ways in; behind each stands a visitor who may do that operation.

    Attributes:
        page: to whoever is signed in and may.
        form: as `page`, and only for what one of our own pages sent.
        fresh_form: as `form`, and only with a second factor that was shown a moment ago.
        agents_of: whose sessions a visitor may see, by account; None for everybody's.
        now: both clocks.
    """

    page: Callable[[Page, Operation], Endpoint]
    form: Callable[[Page, Operation], Endpoint]
    fresh_form: Callable[[Page, Operation], Endpoint]
    agents_of: Callable[[Visitor], Awaitable[frozenset[int] | None]]
    now: Callable[[], Moment]


def read_day(text: str) -> datetime | None:
    """A day as a form has it (`2026-11-27`), at its beginning in UTC; None when it is none."""
    try:
        return datetime.fromisoformat(f"{text}T00:00:00+00:00") if len(text) == len("2026-11-27") else None
    except ValueError:
        return None


def day_after(day: datetime | None) -> datetime | None:
    """The beginning of the next day; None for the last day there is."""
    try:
        return None if day is None else day + timedelta(days=1)
    except OverflowError:
        return None
