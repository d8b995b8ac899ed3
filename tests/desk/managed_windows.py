"""Windows as the X server knows them, which asks no program: those a window manager looks after, and open menus."""

from typing import Any

from Xlib import X
from Xlib.error import XError

_TITLE_WORDS = 1_024
"""More than any title has: asked for in two pieces, one that becomes shorter in between is an error."""


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
            title = window.get_full_property(server.intern_atom("_NET_WM_NAME"), X.AnyPropertyType, _TITLE_WORDS)
        except XError:  # it closed while we looked
            continue
        if owner is not None and owner.value[0] == pid and title is not None:
            found[bytes(title.value).decode()] = window_id
    return found


def has_menu(server: Any) -> bool:
    """Whether a menu is open; a toolkit says that a window is one, and screen readers do not find it in the tree."""
    kind, menus = (
        server.intern_atom("_NET_WM_WINDOW_TYPE"),
        {server.intern_atom(f"_NET_WM_WINDOW_TYPE_{name}") for name in ("POPUP_MENU", "DROPDOWN_MENU")},
    )
    for window in server.screen().root.query_tree().children:
        try:
            if window.get_attributes().map_state != X.IsViewable:
                continue
            found = window.get_full_property(kind, X.AnyPropertyType)
        except XError:  # it closed while we looked
            continue
        if found is not None and menus.intersection(found.value):
            return True
    return False
