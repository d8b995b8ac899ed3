import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from signaling.admin.strays import missing_route, without_nul


async def _echo(request: Request) -> Response:
    return PlainTextResponse(repr(dict(request.query_params)))


async def _ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
    routes = [Route("/admin", _echo), Route("/admin/act", _echo, methods=["POST"])]
    transport = httpx.ASGITransport(Starlette(routes=without_nul([*routes, missing_route()])))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.request(method, path, headers=headers)


@pytest.mark.parametrize("query", ["a=%00", "%00", "a=b&c=x%00y", "a=%2F%00"])
async def test_query_with_u0000_gets_no_further(query: str):
    answer = await _ask(f"/admin?{query}")
    assert (answer.status_code, "belongs to no text" in answer.text) == (400, True)


@pytest.mark.parametrize("query", ["", "a=%2500", "a=0%20%30"])
async def test_every_other_query_is_left_as_it_is(query: str):
    assert (await _ask(f"/admin?{query}")).text.startswith("{")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/nothing", "/admin/act/", "/admin/a/b/c"])
async def test_wrong_address_gets_a_page_in_the_language_of_the_browser(method: str, path: str):
    answer = await _ask(path, method, **{"accept-language": "ro"})
    assert (answer.status_code, '<html lang="ro">' in answer.text) == (404, True)


async def test_address_that_only_takes_forms_looks_like_none_to_whoever_opens_it():
    assert (await _ask("/admin/act")).status_code == 404
    assert (await _ask("/admin/act", "POST")).status_code == 200
