"""What a page answers when something breaks behind it: a sentence for whoever looks, an entry in our log."""

from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.render import render
from signaling.domain.ports import AuditUnwritableError, TooManyWaitingError

_log = structlog.get_logger(__name__)

Answer = Callable[[Request], Awaitable[Response]]


def guarded(answer: Answer, failed: str) -> Answer:
    """The same for a page nobody is signed in on; `failed` is the event of the log, which never names the address.

    Such addresses hold tokens.
    """

    async def serve(request: Request) -> Response:
        try:
            return await answer(request)
        except (AuditUnwritableError, TooManyWaitingError):
            return render(request, "unavailable.html", status=503)
        except Exception:  # noqa: BLE001 - whatever broke, nothing was done for a stranger and they are told so
            _log.exception(failed)
            return render(request, "fault.html", status=500)

    return serve
