"""Makes the names of the assisted computer's displays safe to show."""

from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol.text import clean_text


def clean_layout(layout: peer.MonitorLayout) -> peer.MonitorLayout:
    """The layout with names that are safe to show."""
    return peer.MonitorLayout(
        layout_id=layout.layout_id,
        shared_ids=layout.shared_ids,
        monitors=[
            peer.Monitor(
                monitor_id=monitor.monitor_id,
                name=clean_text(monitor.name, limits.MONITOR_NAME_MAX_CHARS),
                x_px=monitor.x_px,
                y_px=monitor.y_px,
                width_px=monitor.width_px,
                height_px=monitor.height_px,
                is_primary=monitor.is_primary,
            )
            for monitor in layout.monitors
        ],
    )
