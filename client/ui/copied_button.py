"""The bar's button that sends what is copied: only there while it may, and nothing leaves without it."""

from PySide6.QtWidgets import QWidget

from client.view_models.screens import ClientIntents, SessionView
from shared.capability import Capability
from shared.ui.clip_reader import ClipReader
from shared.ui.widgets import Button


class CopiedButton(Button):
    """The clipboard is read at the press, and at no other time."""

    def __init__(self, intents: ClientIntents, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._intents = intents
        self._may_send = False
        self._reader = ClipReader(self)
        self.clicked.connect(self._press)

    def show_view(self, view: SessionView) -> None:
        """Say it in the language spoken now; on hold it is not there."""
        self._may_send = view.clips.may_send
        if not self._may_send:
            self._reader.cancel()  # what was pressed for goes now or not at all
        has_right = any(right.capability is Capability.CLIPBOARD_FROM_USER for right in view.rights)
        self.setVisible(has_right and (view.clips.may_send or view.clips.is_sending))
        self.setText(self.tr("Send what I copied"))

    def _press(self) -> None:
        # Not disabled meanwhile: the keyboard would wander off to the next button for the blink of an eye.
        if self._may_send and not self._reader.is_busy:
            self._intents.send_copied(self._reader.read)
