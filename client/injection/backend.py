"""Picks the way into this computer's own system, and says plainly when there is none."""

import os
import sys
from collections.abc import Callable, Mapping

from client.domain.injector import Injector
from shared.errors import SetupError


def open_injector(
    *,
    platform: str = sys.platform,
    environment: Mapping[str, str] | None = None,
    display_name: str | None = None,
    on_press: Callable[[bool, int], None] = lambda _is_key, _number: None,
) -> Injector:
    """Open the injector for this system.

    Args:
        platform: as `sys.platform` names it.
        environment: where `DISPLAY` and the session type are looked up; the process's own when None.
        display_name: X server to use instead of the one in the environment.
        on_press: on X11 told of each keycode and button number just before it goes down.

    Raises:
        SetupError: `wayland_unsupported`, `display_unreachable`, `xtest_missing`, `input_library_missing` or
            `platform_unsupported`. The caller may then run the session with `NullInjector`, to view only.
    """
    environment = os.environ if environment is None else environment
    if platform == "win32":
        from client.injection.windows import WindowsInjector

        return WindowsInjector()
    if platform == "darwin":
        from client.injection.macos import MacosInjector

        return MacosInjector()
    if platform.startswith(("linux", "freebsd")):
        # XWayland would take the events and pass them to X programs only: half a control is worse than none.
        if environment.get("XDG_SESSION_TYPE") == "wayland" and display_name is None:
            raise SetupError("wayland_unsupported")
        from client.injection.x11 import X11Injector

        return X11Injector(display_name or environment.get("DISPLAY"), on_press=on_press)
    raise SetupError("platform_unsupported", platform=platform)
