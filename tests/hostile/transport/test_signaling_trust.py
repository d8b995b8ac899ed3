"""Who answers at the address: another program, a proxy, somebody without the right certificate, over real sockets and TLS."""

import asyncio
import ssl
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from shared.errors import SetupError, SignalingError
from shared.transport import server_address
from shared.transport.signaling_client import SignalingClient
from shared.transport.signaling_state import Closed, Connected, Waiting
from tests.integration.transport.small_server import (
    Record,
    client_of,
    greet,
    make_authority,
    small_server,
    stay,
)


async def _answer_http(status: str, headers: str = "") -> asyncio.Server:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    return await asyncio.start_server(handle, "127.0.0.1", 0)


@pytest.mark.hostile(12)
@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "200 OK"])
async def test_signaling_client_something_else_answers_there_is_final(status: str):
    async with await _answer_http(status) as server:
        record = Record()
        async with client_of(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", record):
            state = await record.until_state(Closed)
    assert state == Closed(reason="server_refused", detail=status[:3])


async def test_signaling_client_overloaded_proxy_is_asked_again():
    async with await _answer_http("503 Service Unavailable") as server:
        record = Record()
        async with client_of(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", record):
            state = await record.until_state(Waiting)
    assert state == Waiting(reason="server_refused", detail="503", retry_in_ms=150)


@pytest.mark.hostile(12)
async def test_signaling_client_redirect_is_not_followed():
    visits = 0

    async def script(connection: ServerConnection) -> None:
        nonlocal visits
        visits += 1
        await stay(connection)

    async with (
        small_server(script) as port,
        await _answer_http("307 Temporary Redirect", f"Location: ws://127.0.0.1:{port}/v1/signaling\r\n") as server,
    ):
        record = Record()
        async with client_of(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", record):
            assert await record.until_state(Closed) == Closed(reason="server_refused", detail="307")
    assert visits == 0


async def test_signaling_client_plain_socket_never_goes_through_a_proxy(monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "socks_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    record = Record()
    async with small_server(stay) as port, client_of(f"ws://127.0.0.1:{port}", record):
        await record.until(lambda: any(isinstance(s, Connected | Waiting | Closed) for s in record.states))
    assert isinstance(record.states[1], Connected)


@pytest.mark.hostile(12)
async def test_signaling_client_insecure_address_is_refused_before_anything_is_sent():
    with pytest.raises(SignalingError) as caught:
        SignalingClient(
            "ws://192.0.2.1:8765",
            role="client",
            program="x",
            locale="en",
            on_message=print,
            on_state=print,
        )
    assert caught.value.reason == "insecure_url"


@pytest.mark.hostile(12)
async def test_signaling_client_trusted_authority_connects(tmp_path: Path):
    authority = make_authority(tmp_path)
    trusting = server_address.make_tls_context(authority.ca_file)
    record = Record()
    async with (
        small_server(stay, tls=authority.server_context(tmp_path)) as port,
        client_of(f"wss://127.0.0.1:{port}", record, ssl_context=trusting),
    ):
        assert isinstance(await record.until_state(Connected), Connected)


@pytest.mark.hostile(12)
@pytest.mark.parametrize(
    ("detail", "made"),
    [
        ("expired", {"days_left": -1}),
        ("wrong_host", {"host": "other.example"}),
        ("wrong_host", {"host": "127.0.0.2"}),
        ("self_signed", {"is_self_signed": True}),
    ],
)
async def test_signaling_client_wrong_certificate_is_final_and_never_tried_without_checks(
    tmp_path: Path, detail: str, made: dict
):
    authority = make_authority(tmp_path)
    trusting = server_address.make_tls_context(authority.ca_file)
    handshakes = 0

    async def script(connection: ServerConnection) -> None:
        nonlocal handshakes
        handshakes += 1
        await stay(connection)

    record = Record()
    async with (
        small_server(script, tls=authority.server_context(tmp_path, **made)) as port,
        client_of(f"wss://127.0.0.1:{port}", record, ssl_context=trusting),
    ):
        assert await record.until_state(Closed) == Closed(reason="certificate_invalid", detail=detail)
        await asyncio.sleep(0.3)
    assert handshakes == 0
    assert not any(isinstance(s, Connected | Waiting) for s in record.states)


@pytest.mark.hostile(12)
async def test_signaling_client_unknown_authority_is_refused_by_the_system_store(tmp_path: Path):
    authority = make_authority(tmp_path)
    record = Record()
    async with (
        small_server(stay, tls=authority.server_context(tmp_path)) as port,
        client_of(f"wss://127.0.0.1:{port}", record),
    ):
        assert await record.until_state(Closed) == Closed(reason="certificate_invalid", detail="unknown_issuer")


@pytest.mark.hostile(12)
async def test_signaling_client_certificate_that_goes_bad_later_waits_and_never_connects(tmp_path: Path):
    authority = make_authority(tmp_path)
    trusting = server_address.make_tls_context(authority.ca_file)

    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        await asyncio.sleep(0.1)
        connection.transport.abort()

    record = Record()
    async with small_server(script, tls=authority.server_context(tmp_path)) as port:
        pass
    async with client_of(f"wss://127.0.0.1:{port}", record, ssl_context=trusting):
        async with small_server(script, port=port, tls=authority.server_context(tmp_path)):
            await record.until_state(Connected)
        async with small_server(stay, port=port, tls=authority.server_context(tmp_path, is_self_signed=True)):
            await record.until(
                lambda: any(isinstance(s, Waiting) and s.reason == "certificate_invalid" for s in record.states)
            )
            await asyncio.sleep(0.5)
    assert len([s for s in record.states if isinstance(s, Connected)]) == 1


@pytest.mark.hostile(12)
async def test_signaling_client_loosened_context_is_refused():
    context = server_address.make_tls_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with pytest.raises(SetupError):
        SignalingClient(
            "wss://help.example",
            role="client",
            program="x",
            locale="en",
            on_message=print,
            on_state=print,
            ssl_context=context,
        )


@pytest.mark.hostile(12)
async def test_signaling_client_plain_server_behind_wss_is_not_downgraded():
    visits = 0

    async def script(connection: ServerConnection) -> None:
        nonlocal visits
        visits += 1
        await stay(connection)

    record = Record()
    async with small_server(script) as port, client_of(f"wss://127.0.0.1:{port}", record):
        await record.until(lambda: len([s for s in record.states if isinstance(s, Waiting)]) == 2)
    assert visits == 0
    assert not any(isinstance(s, Connected) for s in record.states)


@pytest.mark.hostile(12)
async def test_signaling_client_no_tls_spoken_there_is_final():
    async def shout(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(shout, "127.0.0.1", 0) as server:
        record = Record()
        async with client_of(f"wss://127.0.0.1:{server.sockets[0].getsockname()[1]}", record):
            assert await record.until_state(Closed) == Closed(reason="server_refused", detail="tls")
