import pytest

from shared.pairing.origin import OriginAccepted, OriginProblem, OriginRefused, canonical_origin


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("wss://help.example", "wss://help.example"),
        ("WSS://Help.Example./v1/signaling", "wss://help.example"),
        ("wss://help.example:443/", "wss://help.example"),
        ("wss://help.example:", "wss://help.example"),
        ("wss://help.example:8443", "wss://help.example:8443"),
        ("wss://ajutor.românia.example", "wss://ajutor.xn--romnia-yta.example"),
        ("wss://192.0.2.7", "wss://192.0.2.7"),
        ("wss://[2001:DB8:0:0::1]:8443", "wss://[2001:db8::1]:8443"),
        ("ws://localhost:8765", "ws://loopback:8765"),
        ("ws://LOCALHOST.:8765/v1/signaling", "ws://loopback:8765"),
        ("ws://127.0.0.1:8765", "ws://loopback:8765"),
        ("ws://[::1]:8765", "ws://loopback:8765"),
        ("ws://[0:0:0:0:0:0:0:1]:8765", "ws://loopback:8765"),
        ("ws://localhost", "ws://loopback"),
        ("ws://127.0.0.2:8765", "ws://127.0.0.2:8765"),
        ("wss://localhost:8765", "wss://loopback:8765"),
    ],
)
def test_canonical_origin_one_form_for_one_server(url, origin):
    found = canonical_origin(url)
    assert isinstance(found, OriginAccepted)
    assert found.origin == origin
    assert found.is_loopback is ("loopback" in origin or "127" in origin)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("ws://help.example", OriginProblem.NOT_ENCRYPTED),
        ("ws://192.168.1.5:8765", OriginProblem.NOT_ENCRYPTED),
        ("ws://0.0.0.0", OriginProblem.NOT_ENCRYPTED),
        ("ws://[::ffff:127.0.0.1]", OriginProblem.NOT_ENCRYPTED),
        ("ws://localhost.evil.example", OriginProblem.NOT_ENCRYPTED),
        ("ws://127.0.0.1.evil.example", OriginProblem.NOT_ENCRYPTED),
        ("ws://127x0.0.1.example", OriginProblem.NOT_ENCRYPTED),
        ("https://help.example", OriginProblem.SCHEME_UNKNOWN),
        ("help.example", OriginProblem.SCHEME_UNKNOWN),
        ("", OriginProblem.SCHEME_UNKNOWN),
        ("file:///etc/passwd", OriginProblem.SCHEME_UNKNOWN),
        ("wss://user@help.example", OriginProblem.HAS_EXTRAS),
        ("wss://help.example@evil.example", OriginProblem.HAS_EXTRAS),
        ("wss://help.example?x=1", OriginProblem.HAS_EXTRAS),
        ("wss://help.example/#x", OriginProblem.HAS_EXTRAS),
        ("wss://", OriginProblem.NOT_AN_ADDRESS),
        ("wss://:443", OriginProblem.NOT_AN_ADDRESS),
        ("wss://help.example:0", OriginProblem.NOT_AN_ADDRESS),
        ("wss://help.example:65536", OriginProblem.NOT_AN_ADDRESS),
        ("wss://help.example:x", OriginProblem.NOT_AN_ADDRESS),
        ("wss://help..example", OriginProblem.NOT_AN_ADDRESS),
        ("wss://-help.example", OriginProblem.NOT_AN_ADDRESS),
        ("wss://help example", OriginProblem.NOT_AN_ADDRESS),
        ("wss://help.example\n.evil", OriginProblem.NOT_AN_ADDRESS),
        ("wss://help.example\\@evil", OriginProblem.NOT_AN_ADDRESS),
        ("wss://loopback", OriginProblem.NOT_AN_ADDRESS),
        ("wss://[::1", OriginProblem.NOT_AN_ADDRESS),
        ("wss://[fe80::1%25eth0]", OriginProblem.NOT_AN_ADDRESS),
        ("ws://127.1", OriginProblem.NOT_AN_ADDRESS),
        ("ws://2130706433", OriginProblem.NOT_AN_ADDRESS),
        ("ws://0x7f.0.0.0x1", OriginProblem.NOT_AN_ADDRESS),
        ("ws://0177.0.0.01", OriginProblem.NOT_AN_ADDRESS),
        ("wss://" + "a" * 300, OriginProblem.NOT_AN_ADDRESS),
        ("wss://" + "a." * 140 + "b", OriginProblem.NOT_AN_ADDRESS),
        ("wss://\ud800.example", OriginProblem.NOT_AN_ADDRESS),
    ],
)
def test_canonical_origin_unsafe_or_odd_address_is_refused(url, problem):
    assert canonical_origin(url) == OriginRefused(problem)
