"""Which injector a system gets, and what is said when there is none."""

import pytest

from client.injection.backend import open_injector
from shared.errors import SetupError


@pytest.mark.parametrize(
    ("platform", "environment", "reason"),
    [
        ("linux", {"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}, "wayland_unsupported"),
        ("sunos5", {}, "platform_unsupported"),
    ],
)
def test_backend_unsupported_system_is_a_setup_error(platform: str, environment: dict[str, str], reason: str) -> None:
    with pytest.raises(SetupError) as caught:
        open_injector(platform=platform, environment=environment)
    assert caught.value.reason == reason
