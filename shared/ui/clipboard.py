"""Reads what is copied here, at a press and never else, and puts something there. Qt thread.

Text leaves and comes as plain text only. What the program it was copied in calls a secret is left alone.
"""

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QImageWriter, QTextDocumentFragment

from shared.protocol.limits import CLIP_IMAGE_MAX_PX, CLIP_TEXT_MAX_BYTES
from shared.session.clip import Clip, ClipProblem, image_clip, text_clip
from shared.session.plain_png import is_carried

_TEXT, _HTML, _PNG = "text/plain", "text/html", "image/png"
_MARKUP_PER_TEXT = 16  # markup is longer than its words; beyond this even the words would be too long
_KDE_HINT = "x-kde-passwordmanagerhint"
# What password managers of Windows and macOS say with the name alone; Qt wraps these in names of its own.
_SECRET_FORMATS = (
    "excludeclipboardcontentfrommonitorprocessing",
    "clipboard viewer ignore",
    "org.nspasteboard.concealedtype",
    "org.nspasteboard.transienttype",
)


def read_clip() -> Clip | ClipProblem:
    """What is copied here now, fit to be sent; or why it is not."""
    clipboard = QGuiApplication.clipboard()
    if QGuiApplication.platformName() == "xcb" and not clipboard.ownsClipboard():
        from shared.ui.clip_owner import owner_answers

        if not owner_answers():
            return ClipProblem.UNANSWERED
    data = clipboard.mimeData()
    return ClipProblem.EMPTY if data is None else clip_of(data)


def clip_of(data: QMimeData) -> Clip | ClipProblem:
    """Make what a program offers for pasting fit to be sent: its text, or else its picture."""
    if is_secret(data):
        return ClipProblem.CONCEALED
    if data.hasFormat(_TEXT):
        found = text_clip(data.text())
    elif data.hasFormat(_PNG) or data.hasImage():
        # Before markup: a picture copied in a browser comes with a line of it that only says where it is from.
        return _image_of(data)
    elif data.hasFormat(_HTML):
        found = _text_of_markup(data.html())
    else:
        return ClipProblem.EMPTY
    has_picture = found is ClipProblem.EMPTY and (data.hasFormat(_PNG) or data.hasImage())
    return _image_of(data) if has_picture else found


def is_secret(data: QMimeData) -> bool:
    """Whether the program it was copied in says that it is a password or the like."""
    for name in data.formats():
        lower = name.lower()
        # Only this one word says that it is none; no answer at all says nothing.
        if lower == _KDE_HINT and bytes(data.data(name).data()).strip(b"\0\n ") != b"public":
            return True
        if any(secret in lower for secret in _SECRET_FORMATS):
            return True
    return False


def unfold(clip: Clip) -> QMimeData | None:
    """What the clipboard is to hold; None when a picture cannot be unfolded."""
    data = QMimeData()
    if clip.kind == "text":
        data.setText(clip.text)
        return data
    buffer = QBuffer()
    buffer.setData(clip.data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"png")
    size = reader.size()
    if (size.width(), size.height()) != (clip.width_px, clip.height_px) or not is_carried(
        size.width(), size.height()
    ):
        return None
    image = reader.read()
    if image.isNull():
        return None
    # Pixels, not the bytes that came: what other programs get is written by our own hand.
    data.setImageData(image)
    return data


def put_clip(data: QMimeData) -> None:
    """Let the clipboard hold this in place of what was there."""
    QGuiApplication.clipboard().setMimeData(data)


def _text_of_markup(markup: str) -> Clip | ClipProblem:
    if len(markup) > CLIP_TEXT_MAX_BYTES * _MARKUP_PER_TEXT:
        return ClipProblem.TEXT_TOO_LARGE
    return text_clip(QTextDocumentFragment.fromHtml(markup).toPlainText())


def _image_of(data: QMimeData) -> Clip | ClipProblem:
    if data.hasFormat(_PNG):
        return image_clip(bytes(data.data(_PNG).data()))
    image = QImage(data.imageData())
    if image.isNull():
        return ClipProblem.EMPTY
    if image.width() * image.height() > CLIP_IMAGE_MAX_PX:
        return ClipProblem.IMAGE_TOO_LARGE
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return image_clip(bytes(buffer.data().data()))
