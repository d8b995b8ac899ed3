"""The part of the side panel that is about files: ways to send some and to ask for some, and how they go."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_console.ui.incoming_files import IncomingFiles
from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.view_models.screens import TabView
from shared.capability import Capability
from shared.ui.file_dialogs import ChooseFiles, ask_files, ask_folder_to_send
from shared.ui.push_button import PushButton
from shared.ui.transfer_card import SavedPlace, TransferList


class FilesSection(QWidget):
    """Renders what a tab says about files.

    Signals `files_chosen(paths)`, `files_asked()`, `accepted(batch_id, folder)`, `hold_wanted(batch_id, is_held)` and
    `cancel_wanted(batch_id)`.
    """

    files_chosen = Signal(object)
    files_asked = Signal()
    accepted = Signal(object, object)
    hold_wanted = Signal(object, bool)
    cancel_wanted = Signal(object)

    def __init__(
        self,
        choose_files: ChooseFiles = ask_files,
        choose_folder: ChooseFiles = ask_folder_to_send,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choose_files, self._choose_folder = choose_files, choose_folder
        self._view: TabView | None = None
        self._unsaid: frozenset[Capability] = frozenset()
        self._caption = PlainLabel(role="small")
        self._hint = PlainLabel(role="small", wraps=True)
        self.send_button = PushButton()
        self.folder_button = PushButton()
        self.ask_button = PushButton()
        self.request = PlainLabel(role="small", wraps=True)
        self.incoming = IncomingFiles()
        self.place = SavedPlace()
        self.list = TransferList(arrives="from_user")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.send_button, 1)
        row.addWidget(self.folder_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._caption)
        column.addLayout(row)
        for part in (self.ask_button, self._hint, self.request, self.incoming, self.place, self.list):
            column.addWidget(part)
        self.send_button.clicked.connect(lambda: self._choose(self._choose_files))
        self.folder_button.clicked.connect(lambda: self._choose(self._choose_folder))
        self.ask_button.clicked.connect(self.files_asked)
        self.incoming.accepted.connect(self.accepted)
        self.incoming.refused.connect(self.cancel_wanted)
        self.list.hold_wanted.connect(self.hold_wanted)
        self.list.cancel_wanted.connect(self.cancel_wanted)
        self._retranslate()

    @property
    def may_send(self) -> bool:
        """Whether files may be dropped now."""
        is_said = Capability.FILE_TO_USER not in self._unsaid
        return self._view is not None and self._view.may_send_files and is_said

    @property
    def newest(self) -> QWidget:
        """What has just come, for the eye."""
        return self.list if self.incoming.isHidden() else self.incoming.save_button

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard stops."""
        return self.send_button, self.folder_button, self.ask_button, *self.incoming.stops

    def show_view(self, view: TabView, unsaid: frozenset[Capability] = frozenset()) -> None:
        """Show how the files of this person are; `unsaid` are rights that want a reason first, by the rules."""
        self._view, self._unsaid = view, unsaid
        is_over = view.stage == "ended"
        for part in (self.send_button, self.folder_button, self._hint):
            part.setVisible(not is_over)
            part.setEnabled(self.may_send)
        self.ask_button.setVisible(not is_over)
        self.ask_button.setEnabled(view.may_ask_files and Capability.FILE_FROM_USER not in unsaid)
        offers = [each for each in view.transfers if each.direction == "from_user" and each.stage == "waiting"]
        self.incoming.show_offer(offers[0] if offers else None)
        self.list.show_transfers(tuple(each for each in view.transfers if each not in offers))
        self.setVisible(not is_over or bool(view.transfers))
        self._show_words(view)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _choose(self, choose: ChooseFiles) -> None:
        paths = choose(self.window(), self.tr("Send to the person"))
        if paths:
            self.files_chosen.emit(paths)

    def _show_words(self, view: TabView) -> None:
        request = {
            "asked": self.tr("The person is looking for the files. You see nothing meanwhile."),
            "refused": self.tr("The person sent no files."),
        }.get(view.files_request, "")
        if view.are_files_forbidden and not request:
            request = self.tr("Your organisation's rules do not allow every way of sending files.")
        may_ask = view.may_ask_files or view.may_send_files
        if may_ask and self._unsaid & {Capability.FILE_TO_USER, Capability.FILE_FROM_USER}:
            request = self.tr("Write above why you ask: your organisation's rules want a reason.")
        self.request.setVisible(bool(request) and view.stage != "ended")
        self.request.setText(request)
        self.place.show_transfers(view.transfers)

    def _retranslate(self) -> None:
        self._caption.setText(self.tr("Files"))
        self._hint.setText(self.tr("Or drop them here. The person sees every name and decides."))
        self.send_button.setText(self.tr("Send files…"))
        self.folder_button.setText(self.tr("Folder…"))
        self.ask_button.setText(self.tr("Ask for files"))
        self.send_button.setToolTip(tooltip_text(self.tr("The person is asked before anything is sent")))
        self.folder_button.setToolTip(self.send_button.toolTip())
        self.ask_button.setToolTip(tooltip_text(self.tr("Say above which files: the person finds and chooses them")))
        if self._view is not None:
            self._show_words(self._view)
