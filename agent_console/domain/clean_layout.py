"""Makes what the client says about its displays safe to show."""

from msgspec.structs import replace

from shared.protocol import limits
from shared.protocol.peer_messages import MonitorLayout
from shared.protocol.text import clean_text


def clean_layout(layout: MonitorLayout) -> MonitorLayout:
    """The layout with names that are safe to show."""
    monitors = [
        replace(monitor, name=clean_text(monitor.name, limits.MONITOR_NAME_MAX_CHARS)) for monitor in layout.monitors
    ]
    return replace(layout, monitors=monitors)
