import pytest

from agent_console.domain.browser_address import browser_address

ID = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("dialled", "own", "address"),
    [
        ("wss://help.example/v1/signaling", "https://help.example", "https://help.example"),
        ("wss://help.example:8443/v1/signaling", "https://help.example:8443", "https://help.example:8443"),
        ("wss://help.example/v1/signaling", "https://evil.example", "https://help.example"),
        ("wss://help.example/v1/signaling", "http://help.example", "https://help.example"),
        ("wss://help.example/v1/signaling", "https://help.example@evil.example", "https://help.example"),
        ("wss://help.example/v1/signaling", "https://help.example:1", "https://help.example"),
        ("wss://help.example/v1/signaling", "file:///etc/passwd", "https://help.example"),
        ("wss://help.example/v1/signaling", "javascript:alert(1)", "https://help.example"),
        ("wss://help.example/v1/signaling", "", "https://help.example"),
        ("ws://127.0.0.1:8765/v1/signaling", "http://localhost:8765", "http://localhost:8765"),
        ("ws://127.0.0.1:8765/v1/signaling", "http://localhost:9", "http://127.0.0.1:8765"),
        ("ws://[::1]:8765/v1/signaling", "", "http://[::1]:8765"),
    ],
)
def test_the_address_is_one_of_the_server_that_is_dialled(dialled: str, own: str, address: str):
    assert browser_address(dialled, own, ID) == f"{address}/admin/console/{ID}"


def test_a_path_after_the_servers_own_name_is_left_out():
    assert browser_address("wss://help.example", "https://help.example/evil", ID) == (
        f"https://help.example/admin/console/{ID}"
    )


def test_what_is_not_protected_has_none():
    assert browser_address("ws://help.example", "http://help.example", ID) is None
