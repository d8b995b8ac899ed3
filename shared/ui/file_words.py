"""Files in words: sizes, counts, speeds, how far a batch is, and one sentence for each way a file can fail."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from shared.transfer.view import Direction, FileRow, TransferView
from shared.ui.i18n import QT_TRANSLATE_NOOP
from shared.ui.plain_text import keep_together
from shared.ui.time_text import duration_words

_STEP, _STEPS_MAX = 1_000, 3  # as disks and file managers count, up to gigabytes
_WHOLE_FROM = 100  # three figures say enough
_SHORT_CHARS = 16

_TROUBLES: dict[str, str] = {
    "no_files": QT_TRANSLATE_NOOP("files", "There is no file to send in what you chose."),
    "too_many_files": QT_TRANSLATE_NOOP("files", "That is more than 500 files. Please send fewer, or one archive."),
    "files_too_large": QT_TRANSLATE_NOOP("files", "These files are too large to be sent."),
    "files_unavailable": QT_TRANSLATE_NOOP(
        "files", "The question could not be put just now. Please wait for the open question, then send them again."
    ),
    "reason_needed": QT_TRANSLATE_NOOP(
        "files", "The person was not asked: your organisation's rules want a reason. Write why, then send them again."
    ),
    "files_unsupported": QT_TRANSLATE_NOOP("files", "On this computer files cannot be received yet."),
    "file_unreadable": QT_TRANSLATE_NOOP("files", "The file could not be read. Please check that you may open it."),
    "file_changed": QT_TRANSLATE_NOOP("files", "The file changed after it was chosen. Please send it again."),
    "file_unwritable": QT_TRANSLATE_NOOP("files", "The file could not be saved. Please choose another folder."),
    "folder_unusable": QT_TRANSLATE_NOOP("files", "Nothing can be saved in this folder. Please choose another one."),
    "disk_full": QT_TRANSLATE_NOOP(
        "files", "There is not enough room on the disk. Please make room, then try again."
    ),
    "disk_full_there": QT_TRANSLATE_NOOP(
        "files",
        "There is not enough room on the other computer. Send fewer or smaller files, or ask the person to choose "
        "another folder.",
    ),
    "file_larger_than_said": QT_TRANSLATE_NOOP(
        "files", "More came than was announced, so it was not kept. Please do not go on if this happens again."
    ),
    "file_shorter_than_said": QT_TRANSLATE_NOOP("files", "The file did not come whole. Please send it again."),
    "file_checksum_differs": QT_TRANSLATE_NOOP(
        "files", "The file came with an error, so it was not kept. Please send it again."
    ),
    "files_not_taken": QT_TRANSLATE_NOOP(
        "files", "Your helper did not take the files. Please ask them, then send the files again."
    ),
    "file_path_lost": QT_TRANSLATE_NOOP(
        "files", "The line for the files was lost and did not come back. Please send the rest again."
    ),
    "file_process_ended": QT_TRANSLATE_NOOP(
        "files", "The transfer stopped unexpectedly. Please send the files again."
    ),
    "file_stopped_there": QT_TRANSLATE_NOOP(
        "files", "The other computer could not go on. Please send the files again."
    ),
}

_TROUBLES_OF_THE_PERSON: dict[str, str] = {
    "disk_full_there": QT_TRANSLATE_NOOP(
        "files",
        "There is not enough room on the other computer. Please send fewer or smaller files, or ask your helper to "
        "choose another folder.",
    ),
}
"""Where the person sends, and the other side is the helper."""


class _Words(QObject):
    """Holder of the sentences: the collector of strings sees plurals only in `self.tr`."""

    def count(self, number: int) -> str:
        return self.tr("%n file(s)", "", number)

    def size(self, number: str, step: int) -> str:
        units = (self.tr("{number} B"), self.tr("{number} kB"), self.tr("{number} MB"), self.tr("{number} GB"))
        return units[step].replace("{number}", number)

    def line(self, view: TransferView) -> str:
        done = size_words(view.done_bytes)
        words = self.tr("{done} of {total}").replace("{done}", done).replace("{total}", size_words(view.total_bytes))
        return " · ".join(part for part in (words, self._speed(view), self._left(view)) if part)

    def _speed(self, view: TransferView) -> str:
        if view.bytes_per_s is None:
            return ""
        return self.tr("{size} a second").replace("{size}", size_words(view.bytes_per_s))

    def _left(self, view: TransferView) -> str:
        if view.left_s is None:
            return ""
        return self.tr("{duration} left").replace("{duration}", keep_together(duration_words(view.left_s * _STEP)))

    def state(self, view: TransferView) -> str:
        running = self._running(view)
        if running:
            return running
        failed = sum(1 for file in view.files if file.code)
        words = {
            "waiting": (
                self.tr("Waiting until your helper takes them")
                if view.direction == "from_user"
                else self.tr("Waiting for the answer")
            ),
            "done": self.tr("Done. Every file was checked."),
            "cancelled_here": self.tr("Stopped here"),
            "cancelled_there": self.tr("Stopped on the other computer"),
            "refused": self.tr("The person did not allow it."),
            "failed": trouble_words(view.code, view.direction),
        }
        if view.stage == "done" and failed:
            return self.tr("Done, but %n file(s) could not be sent.", "", failed)
        if view.stage == "refused" and view.code:
            return trouble_words(view.code, view.direction)
        return words.get(view.stage, "")

    def _running(self, view: TransferView) -> str:
        if not view.is_running:
            return ""
        if view.is_held_here:
            return self.tr("Paused here")
        if view.is_held_there:
            return self.tr("Paused on the other computer")
        if view.stage == "connecting":
            return self.tr("Getting ready…")
        if view.stage == "reconnecting":
            return self.tr("The line was lost. We keep trying, and go on where it stopped.")
        return self.line(view)

    def total(self, files: Sequence[FileRow]) -> str:
        words = self.tr("{count}, together {size}") if len(files) > 1 else self.tr("{count}, {size}")
        size = size_words(sum(file.size_bytes for file in files))
        return words.replace("{count}", count_words(len(files))).replace("{size}", size)

    def skipped(self, number: int) -> str:
        return self.tr("%n link(s), special file(s), or unreadable name(s) or folder(s) left out", "", number)


def count_words(number: int) -> str:
    """`1 file`, `12 files`."""
    return _Words().count(number)


def total_words(files: Sequence[FileRow]) -> str:
    """`1 file, 3 kB`, `12 files, together 4.5 MB`."""
    return _Words().total(files)


def size_words(size_bytes: int) -> str:
    """`870 B`, `1.2 MB`: in steps of a thousand, with the reader's decimal mark."""
    value, step = float(size_bytes), 0
    while value >= _STEP - 0.5 and step < _STEPS_MAX:
        value, step = value / _STEP, step + 1
    digits = 0 if step == 0 or value >= _WHOLE_FROM else 1
    return _Words().size(QLocale().toString(value, "f", digits), step)


def state_words(view: TransferView) -> str:
    """How far a batch is, in one line."""
    return _Words().state(view)


def skipped_words(number: int) -> str:
    """What of a choice is not sent."""
    return _Words().skipped(number)


def trouble_words(code: str, direction: Direction = "to_user") -> str:
    """Why a file or a batch failed, and what to do; something general for a code we do not know."""
    sentences = _TROUBLES | _TROUBLES_OF_THE_PERSON if direction == "from_user" else _TROUBLES
    return QCoreApplication.translate("files", sentences.get(code, sentences["file_stopped_there"]))


def short_checksum(sha256: str) -> str:
    """The beginning of a checksum in groups of four: enough to be compared aloud."""
    return " ".join(sha256[at : at + 4] for at in range(0, _SHORT_CHARS, 4))
