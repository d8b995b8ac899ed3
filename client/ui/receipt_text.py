"""Writes the receipt as plain text in the person's language."""

from PySide6.QtCore import QObject

from client.ui.helper_card import helper_name
from client.ui.story_words import story_sentence
from client.view_models.screens import EndedView
from shared.protocol.limits import DOMAIN_MAX_CHARS, FILE_PATH_MAX_CHARS, NAME_MAX_CHARS
from shared.session.chat import clean_message
from shared.session.talk import ChatEntry, StreamItem
from shared.transfer.view import FileRow
from shared.ui.consent_labels import receipt_line
from shared.ui.error_text import error_sentence
from shared.ui.file_words import size_words
from shared.ui.plain_text import plain_line
from shared.ui.time_text import duration_words, local_date, local_time


class ReceiptWords(QObject):
    """The sentences of the receipt and of the last page, from one ended view."""

    def title(self, view: EndedView) -> str:
        """The first thing the person wants to know: that it is over."""
        if view.helper is None:
            return self.tr("Nobody saw or used your computer.")
        return self.tr("{name} can no longer see or use your computer.").replace("{name}", helper_name(view.helper))

    def when(self, view: EndedView) -> str:
        """From when to when, in local time."""
        start, end = local_time(view.started_at), local_time(view.ended_at)
        day = local_date(view.started_at)
        if not day:
            return ""
        text = self.tr("{day}, {start} to {end}")
        return text.replace("{day}", day).replace("{start}", start).replace("{end}", end)

    def totals(self, view: EndedView) -> list[str]:
        """One line for each right that was allowed."""
        lines: list[str] = []
        for total in view.totals:
            line = receipt_line(total.capability, duration_words(total.total_ms))
            if total.times_granted > 1:
                times = self.tr("allowed %n time(s)", "", total.times_granted)
                line = f"{line} ({times})"
            lines.append(line)
        if view.has_drawn and view.helper is not None:
            lines.append(
                self.tr("{name} pointed or drew on your screen.").replace("{name}", helper_name(view.helper))
            )
        if not lines and view.helper is not None:
            lines.append(self.tr("Nothing was allowed."))
        return lines

    def proof(self, view: EndedView) -> str:
        """What the receipt is worth."""
        if view.helper is None:
            return ""
        if view.is_sealed:
            return self.tr("The server has confirmed this record.")
        if view.is_refused:
            return self.tr("The server did not accept a part of this record. Your own copy is complete.")
        return self.tr("The server has not confirmed this record yet. Your own copy is complete.")

    @staticmethod
    def _file_line(file: FileRow) -> str:
        name = plain_line(file.name, FILE_PATH_MAX_CHARS)
        return f"- {name}, {size_words(file.size_bytes)}, SHA-256 {file.sha256}"

    def stream(self, view: EndedView, *, has_messages: bool) -> list[str]:
        """What happened, one line each, and what was written if the person wants it kept."""
        name = helper_name(view.helper) if view.helper is not None else ""
        lines: list[str] = []
        for item in view.stream:
            if not isinstance(item, ChatEntry):
                lines.append(self._timed(item, story_sentence(item, name)))
            elif has_messages:
                who = self.tr("You") if item.is_own else name
                first, *more = clean_message(item.text).split("\n")
                lines += [self._timed(item, f"{who}: {first}"), *(f"    {line}" for line in more)]
        return lines

    def file_text(self, view: EndedView, json_name: str, *, has_messages: bool = False) -> str:
        """The whole receipt, to be read by people; lines end as the system likes them when written as text.

        Args:
            view: what was.
            json_name: the file beside it.
            has_messages: the person wants what both wrote in it, too.
        """
        lines = [self.tr("Receipt of remote help"), ""]
        if view.helper is not None:
            helper = view.helper
            lines.append(self.tr("Helper: {name}").replace("{name}", helper_name(helper)))
            organisation = plain_line(helper.organisation, NAME_MAX_CHARS)
            if organisation:
                lines.append(self.tr("Organisation: {name}").replace("{name}", organisation))
            domain = plain_line(helper.domain, DOMAIN_MAX_CHARS)
            lines.append(self.tr("Checked by: {domain}").replace("{domain}", domain))
        when = self.when(view)
        if when:
            lines.append(self.tr("When: {when}").replace("{when}", when))
        lines += [self.tr("How it ended: {sentence}").replace("{sentence}", error_sentence(view.reason)), ""]
        lines += [f"- {line}" for line in self.totals(view)]
        if view.files:
            lines += ["", self.tr("Files that came:")]
            lines += [self._file_line(file) for file in view.files]
        if view.sent_files:
            lines += ["", self.tr("Files that you sent:")]
            lines += [self._file_line(file) for file in view.sent_files]
        told = self.stream(view, has_messages=has_messages)
        if told:
            lines += ["", self.tr("What happened"), *told]
        lines += ["", self.title(view)]
        if view.helper is not None:
            lines.append(self.proof(view))
        if view.receipt_json:
            lines += [
                "",
                self.tr("The file {file} beside this one holds the record with its signatures.").replace(
                    "{file}", json_name
                ),
            ]
        return "\n".join(lines) + "\n"

    def _timed(self, item: StreamItem, words: str) -> str:
        return f"{local_time(item.at)}  {words}"
