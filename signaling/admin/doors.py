"""What a page needs of the site it stands in: doors that know who may come in, and the clock."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.visitor import Visitor
from signaling.domain.operations import Operation
from signaling.domain.ports import Moment

Page = Callable[[Request, Visitor], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Ways to serve a page.

    Attributes:
        page: to whoever is signed in and may do that.
        form: as `page`, and only what one of our own pages sent.
        fresh_form: as `form`, and only with a second factor that was shown a moment ago.
        now: both clocks.
    """

    page: Callable[[Page, Operation], Endpoint]
    form: Callable[[Page, Operation], Endpoint]
    fresh_form: Callable[[Page, Operation], Endpoint]
    now: Callable[[], Moment]
