"""The picture as the flow of the assisted person's program sees it, over the media thread."""

import structlog

from client.media.capture import CaptureFailedError
from client.media.screen_sender import ScreenSender
from shared.protocol.peer_messages import Monitor, ScreenAck, ScreenRefresh

_log = structlog.get_logger(__name__)


class PictureShell:
    """A `PicturePort`. Any thread."""

    def __init__(self, sender: ScreenSender) -> None:
        """Wrap the sender; `refresh_monitors` reads the displays anew."""
        self._sender = sender
        self._monitors: tuple[Monitor, ...] = ()
        self._shown: int | None = None
        self._is_shown = False
        self.refresh_monitors()

    def refresh_monitors(self) -> None:
        """Ask the system which displays there are; costs a few milliseconds, so it is not done at every tick."""
        try:
            self._monitors = self._sender.monitors()
        except CaptureFailedError as error:
            _log.warning("monitors_unreadable", reason=error.reason)

    def show(self, monitor_id: int | None) -> None:
        """Send that display; what is shown already just goes on."""
        if self._is_shown and monitor_id == self._shown:
            return
        self._shown, self._is_shown = monitor_id, True
        self._sender.show(monitor_id)

    def cover(self, reason: str) -> None:
        """Withhold the picture."""
        self._is_shown = False
        self._sender.cover(reason)

    def hide(self) -> None:
        """Send nothing at all."""
        self._is_shown = False
        self._sender.hide()

    def handle_ack(self, message: ScreenAck) -> None:
        """The agent has painted an update."""
        self._sender.handle_ack(message)

    def handle_refresh(self, message: ScreenRefresh) -> None:
        """The agent lost something for good."""
        self._sender.handle_refresh(message)

    def monitors(self) -> tuple[Monitor, ...]:
        """The displays of this computer."""
        return self._monitors
