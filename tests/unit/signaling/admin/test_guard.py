import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from signaling.admin.guard import guarded
from signaling.domain.ports import AuditUnwritableError, TooManyWaitingError

REQUEST = Request({"type": "http", "method": "GET", "path": "/admin/console", "headers": [], "query_string": b""})


@pytest.mark.parametrize(
    ("fault", "status"), [(AuditUnwritableError(), 503), (TooManyWaitingError(), 503), (KeyError("x"), 500)]
)
async def test_fault_behind_a_page_is_a_page(fault: Exception, status: int):
    async def answer(_request: Request) -> Response:
        raise fault

    assert (await guarded(answer, "page_failed")(REQUEST)).status_code == status


async def test_page_that_is_well_is_answered_as_it_is():
    async def answer(_request: Request) -> Response:
        return PlainTextResponse("well")

    assert (await guarded(answer, "page_failed")(REQUEST)).body == b"well"
