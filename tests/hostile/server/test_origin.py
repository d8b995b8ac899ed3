"""A web page cannot open the socket: browsers name the page's origin, and no page of ours uses it (ASVS 5.0 4.4.2)."""

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.integration.server.running_server import server_inside

pytestmark = pytest.mark.hostile(12)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", ""])
async def test_page_of_any_origin_is_refused(tmp_path, origin: str):
    async with server_inside(tmp_path) as url:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"{url}/v1/signaling", origin=Origin(origin))
        assert refused.value.response.status_code == 403
        own = url.replace("ws:", "http:")
        with pytest.raises(InvalidStatus):
            await connect(f"{url}/v1/signaling", origin=Origin(own))
        async with connect(f"{url}/v1/signaling"):
            pass


@pytest.mark.parametrize(
    "path", ["/", "/v1/signaling/", "/V1/signaling", "/v1/signaling/x", "//v1/signaling", "/v1/%73ignaling/.."]
)
async def test_socket_on_another_path_is_refused(tmp_path, path: str):
    async with server_inside(tmp_path) as url:
        with pytest.raises(InvalidStatus) as refused:
            await connect(url + path)
        assert refused.value.response.status_code in {403, 404}
