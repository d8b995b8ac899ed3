"""Telling when the displays of an X server change: plugged in or out, moved, or another mode."""

from typing import Any


def watch_layout(display: Any) -> frozenset[int]:
    """Ask for every event that says so, and return their types as they will stand in `event.type`.

    RandR (randrproto section 5.3) tells of screens, controllers and outputs; a monitor somebody defined by hand
    changes none of these, but the root window is then told its size once more.
    """
    from Xlib import X
    from Xlib.ext import randr

    root = display.screen().root
    root.change_attributes(event_mask=X.StructureNotifyMask)
    types = {X.ConfigureNotify}
    if display.has_extension("RANDR"):
        display.xrandr_query_version()
        root.xrandr_select_input(
            randr.RRScreenChangeNotifyMask | randr.RRCrtcChangeNotifyMask | randr.RROutputChangeNotifyMask
        )
        first = display.query_extension("RANDR").first_event
        types |= {first + randr.RRScreenChangeNotify, first + randr.RRNotify}
    display.flush()
    return frozenset(types)
