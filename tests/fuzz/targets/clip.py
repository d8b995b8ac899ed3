"""What arrives for a clipboard: a picture by its header, or text."""

import zlib

from shared.protocol.limits import CLIP_IMAGE_MAX_PX, CLIP_TEXT_MAX_BYTES, SCREEN_SIDE_MAX_PX
from shared.session.clip import received_clip
from shared.session.plain_png import plain_png
from tests.fuzz.feedback import note

PARSER = "clipboard contents (`shared/session/plain_png.py`, `clip.py`)"
MAX_BYTES = 384
WORDS = (
    b"\x89PNG\r\n\x1a\n",
    b"\0\0\0\rIHDR",
    b"IDAT",
    b"PLTE",
    b"tRNS",
    b"\0\0\0\0IEND",
    b"acTL",
    b"\xae\x42\x60\x82",
    b"\r\n",
    b"\x1b[",
)

_SIGNATURE_BYTES = 8
_MENDED = 1


def seeds() -> list[bytes]:
    header = (3).to_bytes(4, "big") + (2).to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    pixels = zlib.compress(bytes(2 * (1 + 3 * 3)))
    kept = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    more = [
        (b"IHDR", header),
        (b"PLTE", bytes(6)),
        (b"tEXt", b"a\0b"),
        (b"IDAT", pixels),
        (b"IDAT", b""),
        (b"IEND", b""),
    ]
    images = [_png(kept), _png(more), _png(kept[:-1]), _png(kept[1:]), _png(kept) + b"after"]
    texts = ["letter\r\nwith\tlines", "\x1b[31mred\u202e", "日本語 🙂", "\ufeffmark"]
    return [bytes([how]) + data for data in (*images, *map(str.encode, texts)) for how in (0, _MENDED)]


def run(data: bytes) -> None:
    """The first byte says whether the checksums of a picture are made right first."""
    content = _mended(data[1:]) if data[:1] == bytes([_MENDED]) else data[1:]
    png = plain_png(content)
    if png is not None:
        note("picture")
        assert len(png.data) <= len(content)
        assert plain_png(png.data) == png, "what is kept is kept again"
        assert 1 <= png.width_px <= SCREEN_SIDE_MAX_PX
        assert 1 <= png.height_px <= SCREEN_SIDE_MAX_PX
        assert png.width_px * png.height_px <= CLIP_IMAGE_MAX_PX
    image = received_clip("image", content)
    assert image is None or (png is not None and image.data == png.data)
    text = received_clip("text", content)
    if text is not None:
        note("text")
        assert len(text.data) <= CLIP_TEXT_MAX_BYTES
        assert text.length_chars == len(text.text)
        assert received_clip("text", text.data) == text, "what is clean is left as it is"
        assert not set(text.text) & set("\x00\x08\x1b\r\x7f\x9b\u202e\u2066")


def _png(chunks: list[tuple[bytes, bytes]]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
        for name, body in chunks
    )


def _mended(content: bytes) -> bytes:
    mended = bytearray(content)
    at = _SIGNATURE_BYTES
    while at + 12 <= len(mended):
        end = at + 8 + int.from_bytes(mended[at : at + 4], "big")
        if end + 4 > len(mended):
            break
        mended[end : end + 4] = zlib.crc32(mended[at + 4 : end]).to_bytes(4, "big")
        at = end + 4
    return bytes(mended)
