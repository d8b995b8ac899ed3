"""The displays of this computer, as the other side is told about them."""

from typing import Any

import mss

from client.media.capture import CaptureFailedError
from shared.protocol import limits
from shared.protocol.peer_messages import Monitor


def list_monitors(display: str | None = None) -> tuple[Monitor, ...]:
    """Ask the system anew; numbers begin at 1 and are those `MonitorCapture` takes.

    Args:
        display: an X11 display such as `:7`; None is the one in the environment.

    Raises:
        CaptureFailedError: there is no screen to ask about.
    """
    options: dict[str, Any] = {} if display is None else {"display": display}
    try:
        with mss.MSS(**options) as source:
            found = source.monitors[1:]
    except Exception as error:  # mss raises whatever its backend met
        raise CaptureFailedError(detail=type(error).__name__) from error
    has_primary = any(item.get("is_primary") for item in found)
    return tuple(
        Monitor(
            monitor_id=number,
            name=str(item.get("name") or item.get("output") or "")[: limits.NAME_MAX_CHARS],
            x_px=item["left"],
            y_px=item["top"],
            width_px=item["width"],
            height_px=item["height"],
            is_primary=bool(item.get("is_primary")) if has_primary else number == 1,
        )
        for number, item in enumerate(found[: limits.MONITORS_MAX], 1)
    )
