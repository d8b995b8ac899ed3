"""Nothing but this very computer is ever dialled without TLS, and no check is ever left out."""

import ssl
from pathlib import Path

import pytest

from shared.errors import SetupError, SignalingError
from shared.transport import server_address


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("help.example", "wss://help.example/v1/signaling"),
        ("help.example:8443", "wss://help.example:8443/v1/signaling"),
        (" https://help.example/ ", "wss://help.example/v1/signaling"),
        ("wss://help.example/under/path", "wss://help.example/under/path"),
        ("WSS://Help.Example", "wss://help.example/v1/signaling"),
        ("ws://127.0.0.1:8765", "ws://127.0.0.1:8765/v1/signaling"),
        ("http://localhost:8765", "ws://localhost:8765/v1/signaling"),
        ("ws://[::1]:80", "ws://[::1]:80/v1/signaling"),
        ("wss://помощь.рф", "wss://xn--l1adbb7cs.xn--p1ai/v1/signaling"),
    ],
)
def test_resolve_server_url_allowed(typed: str, dialled: str):
    assert server_address.resolve_server_url(typed) == dialled


@pytest.mark.parametrize(
    "typed",
    [
        "ws://help.example",
        "http://192.168.1.5:8765",
        "ws://10.0.0.1",
        "ws://0.0.0.0",
        "ws://127.9.9.9",
        "ws://127.1",
        "ws://0x7f000001",
        "ws://localhost.help.example",
        "ws://127.0.0.1.help.example",
        "ws://[::ffff:10.0.0.1]",
    ],
)
def test_resolve_server_url_plain_to_another_computer_is_insecure(typed: str):
    with pytest.raises(SignalingError) as caught:
        server_address.resolve_server_url(typed)
    assert caught.value.reason == "insecure_url"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "wss://",
        "ftp://help.example",
        "help\u00b4.example",
        "help.example/\x7f",
        "help.example/\ud800",
        "file:///etc/passwd",
        "wss://user:secret@help.example",
        "ws://localhost@help.example",
        "wss://help.example?x=1",
        "wss://help.example#x",
        "wss://help.example:99999",
        "wss://[::1",
        "wss://help.example/a b",
    ],
)
def test_resolve_server_url_no_server_address_is_bad(typed: str):
    with pytest.raises(SignalingError) as caught:
        server_address.resolve_server_url(typed)
    assert caught.value.reason == "bad_url"


def test_make_tls_context_checks_everything():
    context = server_address.make_tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    server_address.check_tls_context(context)


def test_make_tls_context_unreadable_authority_is_a_setup_error(tmp_path: Path):
    with pytest.raises(SetupError, match="ca_file_unreadable"):
        server_address.make_tls_context(tmp_path / "missing.pem")
    (tmp_path / "junk.pem").write_text("no certificate")
    with pytest.raises(SetupError, match="ca_file_malformed"):
        server_address.make_tls_context(tmp_path / "junk.pem")


def test_check_tls_context_loosened_is_refused():
    context = server_address.make_tls_context()
    context.check_hostname = False
    with pytest.raises(SetupError):
        server_address.check_tls_context(context)
    context.verify_mode = ssl.CERT_NONE
    with pytest.raises(SetupError):
        server_address.check_tls_context(context)
