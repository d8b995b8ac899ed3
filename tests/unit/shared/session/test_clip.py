"""What may be carried from one clipboard to the other, and what is taken out of it first."""

import pytest

from shared.protocol.limits import CLIP_IMAGE_MAX_BYTES, CLIP_TEXT_MAX_BYTES
from shared.session.clip import Clip, ClipProblem, image_clip, received_clip, text_clip
from tests.fakes.pictures import lying_png, piece, png


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
        ("a\x00b", "ab"),
        ("a\ud800b\udfff", "ab"),
        ("\x1b[201~\nrm -rf ~\n", "[201~\nrm -rf ~\n"),
        ("invoice\u202efdp.exe\u2066", "invoicefdp.exe"),
        ("e\u0301 \u00e9", "e\u0301 \u00e9"),
        ("שלום\u200f 👩\u200d👩\u200d👧", "שלום\u200f 👩\u200d👩\u200d👧"),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_text_is_plain_and_otherwise_as_it_was(text: str, carried: str):
    clip = text_clip(text)
    assert isinstance(clip, Clip)
    assert clip.text == carried
    assert (clip.kind, clip.length_chars) == ("text", len(carried))
    assert clip.facts == {"length_chars": len(carried)}
    assert received_clip("text", clip.data) == clip, "what is sent needs no cleaning once more"


def test_text_up_to_the_limit_and_no_further():
    assert isinstance(text_clip("x" * CLIP_TEXT_MAX_BYTES), Clip)
    assert text_clip("x" * (CLIP_TEXT_MAX_BYTES + 1)) is ClipProblem.TEXT_TOO_LARGE
    assert text_clip("ж" * (CLIP_TEXT_MAX_BYTES // 2 + 1)) is ClipProblem.TEXT_TOO_LARGE
    assert text_clip("\x00" * CLIP_TEXT_MAX_BYTES * 9) is ClipProblem.TEXT_TOO_LARGE


@pytest.mark.parametrize("text", ["", "\x00\x07", "\ud800"])
def test_text_of_nothing_is_empty(text: str):
    assert text_clip(text) is ClipProblem.EMPTY


def test_picture_is_carried_without_what_stands_beside_it():
    clip = image_clip(png(5, 4, more=piece(b"tEXt", b"Author\x00me")))
    assert isinstance(clip, Clip)
    assert (clip.kind, clip.data, clip.facts) == ("image", png(5, 4), {"width_px": 5, "height_px": 4})
    assert clip.text == ""
    assert received_clip("image", clip.data) == clip


def test_picture_that_is_too_large_or_broken_says_which():
    assert image_clip(lying_png(30_000, 30_000)) is ClipProblem.IMAGE_TOO_LARGE
    assert image_clip(b"GIF89a") is ClipProblem.IMAGE_BROKEN
    assert image_clip(png(3, 2)[:-3]) is ClipProblem.IMAGE_BROKEN
    large = png(3, 2).replace(
        piece(b"IEND", b""), piece(b"IDAT", b"\x00" * CLIP_IMAGE_MAX_BYTES) + piece(b"IEND", b"")
    )
    assert image_clip(large) is ClipProblem.IMAGE_TOO_LARGE


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("text", b"\xff\xfe"),
        ("text", b"\xed\xa0\x80"),
        ("text", b"\x00"),
        ("image", b"text"),
        ("image", lying_png(9_999, 9_999)),
    ],
)
def test_what_is_not_what_it_says_is_not_taken(kind, data: bytes):
    assert received_clip(kind, data) is None


def test_content_stands_in_no_repr():
    assert "hunter2" not in repr(text_clip("hunter2"))
