"""The pointer's pixels."""

import zlib

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.screen.cursor import BYTES_PER_PIXEL, CursorImage, deflate_pixels, inflate_cursor
from tests.fuzz.feedback import note_refusal

PARSER = "pointer shapes (`shared/screen/cursor.py`)"
MAX_BYTES = 512
WORDS = (b"\x78\xda", b"\x78\x01", b"\x78\xbb")

_HEAD_BYTES = 4
_PACKED_AGAIN_MAX_BYTES = 4_096  # larger ones would take all the time


def seeds() -> list[bytes]:
    found: list[bytes] = []
    for width, height in ((1, 1), (3, 2), (24, 24), (128, 128)):
        size = width * height * BYTES_PER_PIXEL
        head = bytes([width - 1, height - 1, width // 2, height // 2])
        found += [head + zlib.compress(bytes(index % 7 * step for index in range(size)), 9) for step in (0, 36)]
    return found


def run(data: bytes) -> None:
    if len(data) <= _HEAD_BYTES:
        return
    side = limits.CURSOR_SIDE_MAX_PX
    width, height, x, y = (byte % side for byte in data[:_HEAD_BYTES])
    width, height = width + 1, height + 1
    try:
        image = inflate_cursor(data[_HEAD_BYTES:], width_px=width, height_px=height, hotspot_x_px=x, hotspot_y_px=y)
    except ProtocolError as error:
        note_refusal(error, "cursor_malformed")
        return
    assert isinstance(image, CursorImage)
    assert len(image.pixels) == width * height * BYTES_PER_PIXEL
    assert (x < width, y < height) == (True, True)
    if len(image.pixels) <= _PACKED_AGAIN_MAX_BYTES:
        assert zlib.decompress(deflate_pixels(image)) == image.pixels
    assert image.is_blank in (True, False)
