"""The windows a window manager looks after, and their titles: seen from the X server, which asks no program."""

from typing import Any

from Xlib import X
from Xlib.error import XError


def windows_of(server: Any, pid: int) -> dict[str, int]:
    """Windows of a process by title, from the window manager's list.

    Args:
        server: an `Xlib.display.Display`.
        pid: the process, as its windows name it.
    """
    root = server.screen().root
    listed = root.get_full_property(server.intern_atom("_NET_CLIENT_LIST"), X.AnyPropertyType)
    found: dict[str, int] = {}
    for window_id in listed.value if listed is not None else []:
        window = server.create_resource_object("window", window_id)
        try:
            owner = window.get_full_property(server.intern_atom("_NET_WM_PID"), X.AnyPropertyType)
            title = window.get_full_property(server.intern_atom("_NET_WM_NAME"), X.AnyPropertyType)
        except XError:  # it closed while we looked
            continue
        if owner is not None and owner.value[0] == pid and title is not None:
            found[bytes(title.value).decode()] = window_id
    return found
