"""What is read off a clipboard at a press, what is left alone, and what is put there."""

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from shared.protocol.limits import CLIP_TEXT_MAX_BYTES
from shared.session.clip import Clip, ClipProblem, image_clip
from shared.ui.clip_reader import ClipReader
from shared.ui.clipboard import clip_of, is_secret, put_clip, unfold
from tests.fakes.clips import picture_of, text_of
from tests.fakes.pictures import lying_png, piece, png


@pytest.fixture(autouse=True)
def _app(qapp: QApplication) -> None:
    QGuiApplication.clipboard().clear()


def read_clip() -> Clip | ClipProblem:
    """Offscreen nobody has to be waited for."""
    found: list[Clip | ClipProblem] = []
    ClipReader().read(found.append)
    return found[0]


def offered(**forms: bytes) -> QMimeData:
    data = QMimeData()
    for name, value in forms.items():
        data.setData(name.replace("__", "/"), value)
    return data


def picture(width_px: int = 4, height_px: int = 3) -> QImage:
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(QColor(16, 128, 240))
    return image


def test_plain_text_comes_before_markup_and_picture():
    data = offered(text__plain=b"a\r\nb", text__html=b"<b>other</b>")
    data.setImageData(picture())
    assert clip_of(data) == text_of("a\nb")


def test_markup_alone_becomes_plain_text():
    data = QMimeData()
    data.setHtml("<p>one <b>two</b></p><script>x()</script><p>three <img src='file:///etc/passwd'></p>")
    clip = clip_of(data)
    assert isinstance(clip, Clip)
    assert "one two\nthree" in clip.text
    assert "<" not in clip.text
    assert "x()" not in clip.text


def test_picture_of_a_browser_is_a_picture_although_it_comes_with_markup():
    data = offered(text__html=b"<img src='https://a.example/x.png'>", image__png=png(4, 3))
    clip = clip_of(data)
    assert isinstance(clip, Clip)
    assert (clip.kind, clip.data) == ("image", png(4, 3))


def test_picture_in_another_form_becomes_a_png():
    data = QMimeData()
    data.setImageData(picture())
    clip = clip_of(data)
    assert isinstance(clip, Clip)
    assert (clip.kind, clip.width_px, clip.height_px) == ("image", 4, 3)
    assert image_clip(clip.data) == clip


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (QMimeData(), ClipProblem.EMPTY),
        (offered(text__plain=b""), ClipProblem.EMPTY),
        (offered(application__pdf=b"%PDF"), ClipProblem.EMPTY),
        (offered(text__plain=b"x" * (CLIP_TEXT_MAX_BYTES + 1)), ClipProblem.TEXT_TOO_LARGE),
        (offered(text__html=b"<b></b>" * CLIP_TEXT_MAX_BYTES * 3), ClipProblem.TEXT_TOO_LARGE),
        (offered(image__png=lying_png(30_000, 30_000)), ClipProblem.IMAGE_TOO_LARGE),
        (offered(image__png=b"no picture"), ClipProblem.IMAGE_BROKEN),
    ],
    ids=["nothing", "no text", "other", "long", "long markup", "wide", "broken"],
)
def test_what_cannot_be_sent_says_why(data: QMimeData, problem: ClipProblem):
    assert clip_of(data) is problem


def test_copied_files_are_no_text():
    data = QMimeData()
    data.setUrls([QUrl("file:///home/ion/secret.pdf")])
    assert clip_of(data) is ClipProblem.EMPTY


@pytest.mark.parametrize(
    ("name", "value", "is_hidden"),
    [
        ("x-kde-passwordManagerHint", b"secret", True),
        ("x-kde-passwordManagerHint", b"", True),
        ("x-kde-passwordManagerHint", b"anything", True),
        ("x-kde-passwordManagerHint", b"public\x00", False),
        ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"", True),
        ('application/x-qt-windows-mime;value="Clipboard Viewer Ignore"', b"", True),
        ("org.nspasteboard.ConcealedType", b"", True),
        ("com.trolltech.anymime.org--nspasteboard--x org.nspasteboard.TransientType", b"", True),
        ("text/html", b"secret", False),
    ],
)
def test_hint_of_a_password_manager_is_respected_in_every_dialect(name: str, value: bytes, is_hidden: bool):
    data = offered(text__plain=b"hunter2")
    data.setData(name, value)
    assert is_secret(data) is is_hidden
    assert (clip_of(data) is ClipProblem.CONCEALED) is is_hidden


def test_secret_is_not_even_read():
    read: list[str] = []

    class Watched(QMimeData):
        def hasFormat(self, mimetype: str, /) -> bool:
            read.append(mimetype)
            return super().hasFormat(mimetype)

    data = Watched()
    data.setData("text/plain", b"hunter2")
    data.setData("x-kde-passwordManagerHint", b"secret")
    assert clip_of(data) is ClipProblem.CONCEALED
    assert read == []


@pytest.mark.parametrize("clip", [text_of("one\ntwo <b>"), picture_of(5, 4)])
def test_what_is_put_is_what_is_read(clip: Clip):
    data = unfold(clip)
    assert data is not None
    put_clip(data)
    found = read_clip()
    assert isinstance(found, Clip)
    assert (found.kind, found.text, found.facts) == (clip.kind, clip.text, clip.facts)


def test_text_is_put_as_plain_text_and_nothing_else():
    data = unfold(text_of("<b>bold</b>"))
    assert data is not None
    assert data.formats() == ["text/plain"]


def test_picture_is_put_as_pixels_of_our_own_making():
    clip = image_clip(png(4, 3, more=piece(b"tEXt", b"Author\x00me")))
    assert isinstance(clip, Clip)
    data = unfold(clip)
    assert data is not None
    assert not data.hasFormat("image/png"), "the bytes that came are not handed on"
    assert QImage(data.imageData()).pixelColor(1, 1) == QColor(0x20, 0x60, 0xA0)


@pytest.mark.parametrize(
    "clip",
    [
        Clip(kind="image", data=lying_png(9, 9), width_px=9, height_px=9),
        Clip(kind="image", data=png(9, 9), width_px=8, height_px=9),
        Clip(kind="image", data=lying_png(30_000, 30_000), width_px=30_000, height_px=30_000),
        Clip(kind="image", data=b"GIF89a", width_px=1, height_px=1),
    ],
    ids=["too little", "another size", "too large", "no picture"],
)
def test_picture_that_cannot_be_unfolded_is_not_put(clip: Clip):
    assert unfold(clip) is None


def test_clipboard_of_nothing_is_empty():
    assert read_clip() is ClipProblem.EMPTY


def test_picture_written_by_qt_is_kept_as_it_is():
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(picture())
    assert isinstance(clip_of(offered(image__png=bytes(buffer.data().data()))), Clip)
