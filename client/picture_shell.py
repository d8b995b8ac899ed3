"""The picture as the flow of the assisted person's program sees it, over the media thread."""

import structlog

from client.domain.ports import PictureHealth
from client.media.capture import CaptureFailedError
from client.media.monitor_watch import MonitorWatch
from client.media.screen_sender import ScreenSender
from shared.protocol.peer_messages import Monitor, ScreenAck, ScreenRefresh

_log = structlog.get_logger(__name__)


class PictureShell:
    """A `PicturePort`. Any thread."""

    def __init__(self, sender: ScreenSender, watch: MonitorWatch) -> None:
        """Wrap the sender.

        Args:
            sender: knows the displays and shows them.
            watch: says when to ask for the displays anew, which costs a few milliseconds.
        """
        self._sender = sender
        self._watch = watch
        self._monitors: tuple[Monitor, ...] = ()
        self._shown: tuple[int, ...] = ()
        self._is_shown = False
        self._refresh_monitors()

    def _refresh_monitors(self) -> None:
        try:
            self._monitors = self._sender.monitors()
        except CaptureFailedError as error:
            _log.warning("monitors_unreadable", reason=error.reason)

    def show(self, monitor_ids: tuple[int, ...]) -> None:
        """Send these displays; what is shown already just goes on."""
        if self._is_shown and monitor_ids == self._shown:
            return
        self._shown, self._is_shown = monitor_ids, True
        self._sender.show(monitor_ids)

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
        """The displays of this computer as they are now."""
        if self._watch.take_changed():
            self._refresh_monitors()
        return self._monitors

    @property
    def health(self) -> PictureHealth:
        """Whether what is to be shown can be read."""
        return self._sender.health
