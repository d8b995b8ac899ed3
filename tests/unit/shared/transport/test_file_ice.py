"""The path's own ICE: addresses only, never names, and nothing that is neither ours nor STUN."""

import aioice.ice
import aioice.stun
import pytest

from shared.transport import file_ice


async def test_connect_name_in_place_of_an_address_is_no_path(monkeypatch: pytest.MonkeyPatch):
    # Put back afterwards: in the programs this happens in a process of its own.
    for name in ("StunProtocol", "get_host_addresses"):
        monkeypatch.setattr(aioice.ice, name, getattr(aioice.ice, name))
    connection = aioice.ice.Connection
    monkeypatch.setattr(connection, "get_component_candidates", connection.__dict__["get_component_candidates"])
    file_ice.install(has_loopback=True)
    path = file_ice.FilePath(is_controlling=True, servers=[], on_datagram=lambda _: None)
    try:
        _, _, candidates = await path.gather()
        assert any("127.0.0.1" in candidate for candidate in candidates)
        with pytest.raises(ConnectionError):
            await path.connect("user", "p" * 22, ["1 1 udp 1 evil.local 9 typ host"])
        with pytest.raises(ConnectionError):
            await path.connect("user", "p" * 22, ["nonsense"])
    finally:
        await path.close()


async def test_datagrams_that_are_neither_ours_nor_stun_go_no_further():
    heard: list[bytes] = []
    connection = file_ice._Connection(heard.append, ice_controlling=True)
    requests: list[object] = []
    connection.request_received = lambda *request: requests.append(request)
    protocol = file_ice._FileProtocol(connection)
    ours = b"\xa5" + bytes(30)
    request = bytes(aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST))
    damaged = b"\x00\x01\x00\x08\x21\x12\xa4\x42" + bytes(12) + b"\x00\x24\x00\x01" + bytes(4)
    for datagram in (b"", b"\x00", b"\x00\x01junk", b"\x16\xfe\xfd", damaged, ours, request):
        protocol.datagram_received(datagram, ("192.0.2.9", 5_000))
    assert heard == [ours]
    assert len(requests) == 1
