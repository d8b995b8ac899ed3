"""What people type or paste, and what a link or a command line may bring: codes and addresses of servers."""

from shared.errors import SignalingError
from shared.pairing.code import CodeProblem, PairingCode, format_code, parse_code
from shared.pairing.origin import OriginAccepted, OriginProblem, canonical_origin
from shared.transport.server_address import resolve_server_url
from tests.fuzz.feedback import note, note_refusal

PARSER = "codes and server addresses (`shared/pairing/code.py`, `origin.py`, `shared/transport/server_address.py`)"
MAX_BYTES = 320
WORDS = tuple(
    b"wss:// ws:// https:// http:// localhost 127.0.0.1 [::1] loopback :443 :80 @ # ? xn-- %25 . .. 0x7f \xc3\x9f "
    b"\xe2\x80\x93 \xc2\xa0".split()
)


def seeds() -> list[bytes]:
    codes = [format_code(PairingCode("123", "12345678")), format_code(PairingCode("654321", "123456789012"))]
    addresses = ["wss://help.example", "help.example:8443", "ws://127.0.0.1:8765/v1", "https://[2001:db8::1]:1/"]
    addresses += ["wss://sparkaße.example", "ws://loopback", "wss://127.1", "http://localhost", "wss://a@b", "::1"]
    return [text.encode() for text in (*codes, codes[0].replace(" ", "\u2013"), *addresses)]


def run(data: bytes) -> None:
    text = data.decode("utf-8", "surrogatepass") if _is_text(data) else data.decode("latin-1")
    _check_code(text)
    found = canonical_origin(text)
    if isinstance(found, OriginAccepted):
        note("origin")
        assert found.is_loopback or found.origin.startswith("wss://")
        assert found.origin.isascii()
        assert "loopback" in found.origin or canonical_origin(found.origin) == found
    else:
        note(found.problem)
        assert isinstance(found.problem, OriginProblem)
    _check_url(text)


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _check_code(text: str) -> None:
    code = parse_code(text)
    if isinstance(code, CodeProblem):
        note(code)
        return
    note("code")
    assert parse_code(format_code(code)) == code
    assert 3 <= len(code.nameplate) <= 6


def _check_url(text: str) -> None:
    try:
        url = resolve_server_url(text)
    except SignalingError as error:
        note_refusal(error, "bad_url", "insecure_url")
        return
    note("url")
    assert url.startswith(("wss://", "ws://"))
    assert " " not in url
    assert resolve_server_url(url) == url
