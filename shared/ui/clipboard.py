"""Reads what is copied here, at a press and never else, and puts something there. Qt thread.

Text leaves and comes as plain text only. What the program it was copied in calls a secret is left alone.
"""

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication, QImage, QImageReader, QImageWriter, QTextDocumentFragment

from shared.protocol.limits import CLIP_IMAGE_MAX_PX, CLIP_TEXT_MAX_BYTES
from shared.session.clip import Clip, ClipProblem, image_clip, text_clip
from shared.session.plain_png import is_carried

_TEXT, _HTML, _PNG = "text/plain", "text/html", "image/png"
_MARKUP_PER_TEXT = 16  # markup is longer than its words; beyond this even the words would be too long
_TEXT_TARGETS = ("UTF8_STRING", "text/plain;charset=utf-8", _TEXT, "STRING")
_TEXT_MAX_BYTES = 8 * CLIP_TEXT_MAX_BYTES  # longer than what is sent: it is cleaned first
_PIXELS_MAX_BYTES = 4 * CLIP_IMAGE_MAX_PX + 64 * 1024  # a picture without compression
_HINT_MAX_BYTES = 1_024
_KDE_HINT = "x-kde-passwordmanagerhint"
# What password managers of Windows and macOS say with the name alone; Qt wraps these in names of its own.
_SECRET_FORMATS = (
    "excludeclipboardcontentfrommonitorprocessing",
    "clipboard viewer ignore",
    "org.nspasteboard.concealedtype",
    "org.nspasteboard.transienttype",
)

Gathered = dict[str, bytes] | ClipProblem
"""What is copied, by the name of its form; or why it is not sent."""


def gather(display_name: str | None = None, is_wanted: Callable[[], bool] = lambda: True) -> Gathered:
    """Read from an X server what `clip_of` needs to know of what is copied there, and no more. Any thread.

    Args:
        display_name: which server; that of the environment when None.
        is_wanted: looked at again and again; once it is not, nothing more is read.
    """
    # Xlib is there under X11 only.
    from shared.ui.x_selection import NoAnswerError, TooLargeError, XSelection

    too_large = ClipProblem.TEXT_TOO_LARGE
    try:
        with XSelection(display_name, is_wanted) as selection:
            names = selection.read_formats()
            for name in names:
                hint = selection.read(name, _HINT_MAX_BYTES) if name.lower() == _KDE_HINT else None
                if _conceals(name, hint or b""):
                    return ClipProblem.CONCEALED
            for too_large, limit, wanted in (
                (ClipProblem.TEXT_TOO_LARGE, _TEXT_MAX_BYTES, _TEXT_TARGETS),
                (ClipProblem.IMAGE_TOO_LARGE, _PIXELS_MAX_BYTES, (_PNG, *names)),
                (ClipProblem.TEXT_TOO_LARGE, _TEXT_MAX_BYTES * _MARKUP_PER_TEXT, (_HTML,)),
            ):
                is_image = too_large is ClipProblem.IMAGE_TOO_LARGE
                fit = [name for name in wanted if name in names and (not is_image or name.startswith("image/"))]
                data = selection.read(fit[0], limit) if fit else None
                if data is not None and data.strip():
                    return {_TEXT if wanted is _TEXT_TARGETS else fit[0]: _as_utf8(fit[0], data)}
    except NoAnswerError:
        return ClipProblem.UNANSWERED
    except TooLargeError:
        return too_large
    return {}


def gather_text(display_name: str | None = None, is_wanted: Callable[[], bool] = lambda: True) -> str | ClipProblem:
    """Read the text that is copied on an X server, empty when there is none. The rest as in `gather`."""
    from shared.ui.x_selection import NoAnswerError, TooLargeError, XSelection

    try:
        with XSelection(display_name, is_wanted) as selection:
            name = next((name for name in _TEXT_TARGETS if name in selection.read_formats()), None)
            data = None if name is None else selection.read(name, _TEXT_MAX_BYTES)
    except NoAnswerError:
        return ClipProblem.UNANSWERED
    except TooLargeError:
        return ClipProblem.TEXT_TOO_LARGE
    return "" if name is None or data is None else _as_utf8(name, data).decode(errors="replace")


def mime_of(found: dict[str, bytes]) -> QMimeData | ClipProblem:
    """The same as Qt would have read it. Qt thread."""
    data = QMimeData()
    for name, value in found.items():
        if not name.startswith("image/") or name == _PNG:
            data.setData(name, value)
            continue
        buffer = _buffer_of(value)
        reader = QImageReader(buffer)
        if reader.size().width() * reader.size().height() > CLIP_IMAGE_MAX_PX:
            return ClipProblem.IMAGE_TOO_LARGE
        data.setImageData(reader.read())
    return data


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
    return any(_conceals(name, bytes(data.data(name).data())) for name in data.formats() if _is_hint(name))


def unfold(clip: Clip) -> QMimeData | None:
    """What the clipboard is to hold; None when a picture cannot be unfolded."""
    data = QMimeData()
    if clip.kind == "text":
        data.setText(clip.text)
        return data
    buffer = _buffer_of(clip.data)
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


def _is_hint(name: str) -> bool:
    return name.lower() == _KDE_HINT or any(secret in name.lower() for secret in _SECRET_FORMATS)


def _conceals(name: str, value: bytes) -> bool:
    # Only this one word says that it is none; no answer at all says nothing.
    return _is_hint(name) and not (name.lower() == _KDE_HINT and value.strip(b"\0\n ") == b"public")


def _as_utf8(name: str, data: bytes) -> bytes:
    """`STRING` is ISO Latin-1 (ICCCM, section 2.6.2), every other text is UTF-8 nowadays."""
    return data.decode("latin-1").encode() if name == "STRING" else data


def _buffer_of(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


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
