"""What a pointer looks like, and its pixels on the wire; what a stranger sends is measured before it is stored."""

import zlib
from dataclasses import dataclass, field

from shared.errors import ProtocolError

BYTES_PER_PIXEL = 4
# Said once a session, so the smallest form is worth its fraction of a millisecond.
_DEFLATE_LEVEL = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorImage:
    """A pointer's picture.

    Attributes:
        width_px: pixels in a row.
        height_px: rows.
        hotspot_x_px: the column of the pixel that points; inside the picture.
        hotspot_y_px: its row.
        pixels: rows of blue, green, red, alpha, the colours multiplied by alpha; `width_px * height_px * 4` bytes.
    """

    width_px: int
    height_px: int
    hotspot_x_px: int
    hotspot_y_px: int
    pixels: bytes = field(repr=False)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see: how programs hide the pointer."""
        return not any(self.pixels[BYTES_PER_PIXEL - 1 :: BYTES_PER_PIXEL])


def deflate_pixels(image: CursorImage) -> bytes:
    """The pixels as `cursor_shape` carries them."""
    return zlib.compress(image.pixels, _DEFLATE_LEVEL)


def inflate_cursor(
    pixels: bytes, *, width_px: int, height_px: int, hotspot_x_px: int, hotspot_y_px: int
) -> CursorImage:
    """Read what `cursor_shape` carries; its sizes must be within the limits of the message already.

    Never holds more than `width_px * height_px * 4` bytes and one: a stream that promises more is cut there.

    Raises:
        ProtocolError: `cursor_malformed` when the stream is broken, too long, too short or has bytes after its end,
            or the hotspot lies outside.
    """
    if hotspot_x_px >= width_px or hotspot_y_px >= height_px:
        raise ProtocolError("cursor_malformed")
    size_bytes = width_px * height_px * BYTES_PER_PIXEL
    inflater = zlib.decompressobj()
    try:
        rows = inflater.decompress(pixels, size_bytes + 1)
    except zlib.error as error:
        raise ProtocolError("cursor_malformed") from error
    if len(rows) != size_bytes or not inflater.eof or inflater.unused_data:
        raise ProtocolError("cursor_malformed")
    return CursorImage(
        width_px=width_px,
        height_px=height_px,
        hotspot_x_px=hotspot_x_px,
        hotspot_y_px=hotspot_y_px,
        pixels=rows,
    )
