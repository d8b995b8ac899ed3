"""Page 5: it is over, what was allowed and for how long, and the receipt to keep."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from client.ui.helper_card import HelperCardPanel
from client.ui.page import Page
from client.ui.rating_row import RatingRow
from client.ui.receipt_file import JSON_SUFFIX, receipt_stem, save_receipt, text_path
from client.ui.receipt_text import ReceiptWords
from client.view_models.screens import ClientIntents, EndedView
from shared.clock import Clock
from shared.session.talk import ChatEntry
from shared.ui.error_text import error_sentence
from shared.ui.plain_text import plain_line
from shared.ui.theme import current_tokens
from shared.ui.widgets import Banner, Button, Card, Label, PrimaryButton, Switch

_PATH_CHARS = 200

ChoosePath = Callable[[QWidget, str, Path], Path | None]
"""Asks where to save: parent, title, proposed path; None when the person changed their mind."""


def ask_save_path(parent: QWidget, title: str, proposed: Path) -> Path | None:
    """Ask with the system's own dialog; whether a file is in the way is told by us, for both files at once."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, title, str(proposed), "*.txt", options=QFileDialog.Option.DontConfirmOverwrite
    )
    return Path(chosen) if chosen else None


def default_folder() -> Path:
    """The person's documents; their home where the system names a folder for them that nobody has made."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()


class EndedPage(Page):
    """The last page. Signals `report_wanted()` when something was wrong, or the report is to be looked at."""

    report_wanted = Signal()

    def __init__(
        self,
        intents: ClientIntents,
        clock: Clock,
        choose_path: ChoosePath = ask_save_path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._choose_path = choose_path
        self._view: EndedView | None = None
        self._words = ReceiptWords(self)
        self._saved: Path | None = None
        self._save_trouble = ""
        self.title = Label(role="title")
        self.reason = Label()
        self.helper = HelperCardPanel()
        self.card = Card()
        self.when = Label(role="strong")
        self.card.body.addWidget(self.when)
        self.totals = Label()
        self.card.body.addWidget(self.totals)
        self.proof = Label(role="small")
        self.card.body.addWidget(self.proof)
        self.rating = RatingRow()
        self.wrong_button = Button(kind="link", icon="warning")
        self.keeps_messages = Switch()
        self.save_result = Banner("info")
        self.save_button = Button()
        self.close_button = PrimaryButton()
        for widget in (self.title, self.reason, self.helper, self.card, self.keeps_messages, self.save_result):
            self.body.addWidget(widget)
        self.body.addWidget(self.rating)
        self.rating.head.addWidget(self.wrong_button)
        self.body.addStretch(1)
        self.buttons.addWidget(self.save_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        # The keyboard walks as the eye does: the way to a report stands above the stars.
        stops = (self.keeps_messages, self.wrong_button, *self.rating.buttons, self.save_button, self.close_button)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        self.default_button = self.escape_button = self.close_button
        self.close_button.setDefault(True)
        self.save_button.clicked.connect(self._save)
        self.close_button.clicked.connect(intents.go_home)
        self.rating.rated.connect(intents.rate)
        self.wrong_button.clicked.connect(self.report_wanted)

    def render_view(self, view: EndedView) -> None:
        """Show what was."""
        if self._view is None or view.started_at != self._view.started_at:
            self._saved, self._save_trouble = None, ""
            self.keeps_messages.setChecked(False)
        self._view = view
        self.retranslate()

    def retranslate(self) -> None:
        """Every word of the page."""
        view = self._view
        if view is None:
            return
        self.title.setText(self._words.title(view))
        self.reason.setText(error_sentence(view.reason))
        self.helper.setVisible(view.helper is not None)
        if view.helper is not None:
            self.helper.show_helper(view.helper, self._clock.utc_now().date())
            self.helper.new_account.hide()  # a warning that comes too late only frightens
        self.card.setVisible(view.helper is not None)
        self.when.setText(self._words.when(view))
        self.totals.setText("\n".join(self._words.totals(view)))
        self.proof.setText(self._words.proof(view))
        self.keeps_messages.setText(self.tr("Save the messages in the receipt, too"))
        has_messages = any(isinstance(item, ChatEntry) for item in view.stream)
        self.keeps_messages.setVisible(has_messages)
        # Closer than elsewhere: with everything there is to say it still fits the lowest screen.
        gap_px = current_tokens().sizes.gap_px
        self.body.setSpacing(gap_px * 3 // 8 if has_messages else gap_px // 2)
        self.save_button.setText(self.tr("Save receipt…"))
        self.save_button.setVisible(view.helper is not None)
        self.rating.setVisible(view.helper is not None)
        self.rating.show_state(view.feedback)
        self.wrong_button.setVisible(view.helper is not None)
        is_reported = view.feedback.report_progress != "none"
        self.wrong_button.setText(self.tr("Your report…") if is_reported else self.tr("Something was wrong…"))
        self.close_button.setText(self.tr("Close"))
        self.save_result.setVisible(bool(self._saved or self._save_trouble))
        if self._save_trouble:
            self.save_result.show_text("red", self._save_trouble)
        elif self._saved is not None:
            words = self.tr("Saved as {file} in the folder {folder}.")
            words = words.replace("{file}", plain_line(self._saved.name, _PATH_CHARS))
            words = words.replace("{folder}", plain_line(str(self._saved.parent), _PATH_CHARS))
            self.save_result.show_text("info", words)

    def heading(self) -> str:
        """What the page is about."""
        return self.title.text()

    def focus_first(self) -> None:
        """Where the keyboard is when the page opens."""
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        view = self._view
        if view is None:
            return
        proposed = default_folder() / f"{receipt_stem(view.started_at)}.txt"
        chosen = self._choose_path(self, self.tr("Save receipt"), proposed)
        if chosen is None:
            return
        readable = text_path(chosen)
        json_name = readable.with_suffix(JSON_SUFFIX).name
        text = self._words.file_text(view, json_name, has_messages=self.keeps_messages.isChecked())
        trouble = save_receipt(chosen, text, view.receipt_json)
        self._saved = None if trouble else readable
        self._save_trouble = error_sentence(trouble.code, trouble.fields) if trouble else ""
        self.retranslate()
