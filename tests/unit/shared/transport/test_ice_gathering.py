"""Only servers aiortc can parse are asked, and none of them holds the offer for five seconds."""

import inspect

import aioice.ice

from shared.protocol.signaling_messages import IceServer
from shared.transport import ice_gathering


def test_convert_ice_servers_good_ones_keep_their_credentials():
    converted = ice_gathering.convert_ice_servers(
        [
            IceServer(urls=["stun:stun.example:3478"]),
            IceServer(urls=["turns:turn.example?transport=tcp", "turn:turn.example"], username="u", credential="c"),
        ]
    )
    assert [server.urls for server in converted] == [
        ["stun:stun.example:3478"],
        ["turns:turn.example?transport=tcp", "turn:turn.example"],
    ]
    assert (converted[1].username, converted[1].credential) == ("u", "c")


def test_convert_ice_servers_odd_urls_are_left_out():
    odd = ["", "http://x", "stun:", "turn:host:port", "stun:x?transport=udp"]
    assert ice_gathering.convert_ice_servers([IceServer(urls=odd[:3]), IceServer(urls=odd[3:])]) == []


def test_limit_gathering_twice_is_one_limit():
    ice_gathering.limit_gathering()
    ice_gathering.limit_gathering()
    limited = inspect.getattr_static(aioice.ice.Connection, "get_component_candidates")
    assert limited.func is ice_gathering._stock_get_candidates
    assert limited.keywords == {"timeout": ice_gathering.GATHER_TIMEOUT_S}
    assert "timeout" in inspect.signature(ice_gathering._stock_get_candidates).parameters
