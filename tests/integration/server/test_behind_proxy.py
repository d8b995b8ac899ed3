"""Where somebody comes from, behind a proxy: what the proxy says counts, what they say themselves does not (ASVS 5.0 4.1.3)."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from shared.protocol import codec
from shared.protocol import signaling_messages as wire
from tests.integration.server.running_server import ServerProcess

_LIE, _TRUTH = "198.51.100.9", "203.0.113.7"


async def _address_on_record(data_dir: Path, host: str, *options: str) -> str:
    with ServerProcess(data_dir, *options) as server:
        # The person wrote the first address; the proxy in front of us appends the one it really heard from.
        said = {"X-Forwarded-For": f"{_LIE}, {_TRUTH}", "X-Real-IP": _LIE, "Forwarded": f"for={_LIE}"}
        url = server.url.replace("wss://", "ws://")
        async with connect(
            f"{url}/v1/signaling", additional_headers=said, compression=None, local_addr=(host, 0)
        ) as socket:
            hello = wire.Hello(protocol=1, role="client", program="alongside-test/0", locale="en")
            for message in (hello, wire.Allocate(request_id=1)):
                await socket.send(codec.encode_signaling(message))
                await socket.recv()
        server.stop()
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        (line,) = database.execute("SELECT line FROM audit_events WHERE tag = 'code:slot:made'").fetchone()
    return json.loads(line)["peer"]["ip_masked"]


@pytest.mark.parametrize(
    ("host", "options", "expected"),
    [
        ("127.0.0.1", ["--behind-tls-proxy"], "203.0.113.0/24"),
        ("127.0.0.5", ["--behind-tls-proxy"], "127.0.0.0/24"),
        ("127.0.0.1", [], "127.0.0.0/24"),
    ],
    ids=["proxy_is_believed", "somebody_beside_it_is_not", "nobody_without_a_proxy"],
)
async def test_address_is_what_the_proxy_heard_and_never_what_somebody_says(
    tmp_path: Path, host: str, options: list[str], expected: str
):
    assert await _address_on_record(tmp_path, host, *options) == expected
