from pathlib import Path

import pytest

from signaling.config import ServerSettings, is_loopback


@pytest.mark.parametrize(
    ("host", "is_inside"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True),
     (".".join("0000"), False), ("::", False), ("192.0.2.1", False), ("localhost.example.org", False), ("", False)],
)  # fmt: skip
def test_is_loopback(host: str, is_inside: bool):
    assert is_loopback(host) is is_inside


def test_origin_is_worked_out_or_as_told():
    folder = Path("d")
    assert ServerSettings(data_dir=folder).origin_on(8765) == "http://127.0.0.1:8765"
    assert ServerSettings(data_dir=folder, host="::1").origin_on(1) == "http://[::1]:1"
    tls = ServerSettings(data_dir=folder, tls_cert=Path("c"), tls_key=Path("k"), host="example.org")
    assert tls.origin_on(443) == "https://example.org:443"
    assert (
        ServerSettings(data_dir=folder, origin="https://help.example.org").origin_on(1) == "https://help.example.org"
    )
