"""The displays of the other computer as they may be shown: what they call themselves comes from outside."""

from msgspec import structs

from shared.protocol import limits
from shared.protocol.peer_messages import MonitorLayout
from shared.protocol.text import clean_text


def clean_layout(layout: MonitorLayout) -> MonitorLayout:
    """The layout with names that are safe to show."""
    monitors = [
        structs.replace(monitor, name=clean_text(monitor.name, limits.MONITOR_NAME_MAX_CHARS))
        for monitor in layout.monitors
    ]
    return structs.replace(layout, monitors=monitors)
