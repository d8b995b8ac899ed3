"""Which pointer shapes the viewer has: each is sent once, and only named when it comes back."""

from collections import OrderedDict
from hashlib import blake2b

import numpy as np

from shared.protocol import limits
from shared.protocol.peer_messages import CursorShape, CursorUse
from shared.screen.cursor import BYTES_PER_PIXEL, CursorImage, deflate_pixels


class CursorShapes:
    """The places of the viewer's cache, filled anew from the one used longest ago."""

    def __init__(self) -> None:
        self._place_of: OrderedDict[bytes, int] = OrderedDict()

    def clear(self) -> None:
        """The viewer has none, or we do not know which."""
        self._place_of.clear()

    def describe(self, image: CursorImage) -> CursorShape | CursorUse:
        """How to say that the pointer looks like this now."""
        if image.is_blank:
            return CursorUse()
        sizes = (image.width_px, image.height_px, image.hotspot_x_px, image.hotspot_y_px)
        key = blake2b(repr(sizes).encode() + image.pixels, digest_size=16).digest()
        place = self._place_of.get(key)
        if place is not None:
            self._place_of.move_to_end(key)
            return CursorUse(shape_id=place)
        place = len(self._place_of) + 1
        if place > limits.CURSOR_SHAPES_MAX:
            _, place = self._place_of.popitem(last=False)
        self._place_of[key] = place
        image, pixels = _fit(image)
        return CursorShape(
            shape_id=place,
            width_px=image.width_px,
            height_px=image.height_px,
            hotspot_x_px=image.hotspot_x_px,
            hotspot_y_px=image.hotspot_y_px,
            pixels=pixels,
        )


def _fit(image: CursorImage) -> tuple[CursorImage, bytes]:
    """The picture, halved until it is within the limits, and its pixels deflated."""
    while max(image.width_px, image.height_px) > limits.CURSOR_SIDE_MAX_PX:
        image = halve(image)
    pixels = deflate_pixels(image)
    while len(pixels) > limits.CURSOR_PIXELS_MAX_BYTES:
        image = halve(image)
        pixels = deflate_pixels(image)
    return image, pixels


def halve(image: CursorImage) -> CursorImage:
    """The same at half the size: each pixel is the mean of four; what is odd is filled up with nothing."""
    rows = np.frombuffer(image.pixels, np.uint8).reshape(image.height_px, image.width_px, BYTES_PER_PIXEL)
    rows = np.pad(rows, ((0, image.height_px % 2), (0, image.width_px % 2), (0, 0)))
    height_px, width_px = rows.shape[0] // 2, rows.shape[1] // 2
    mean = rows.reshape(height_px, 2, width_px, 2, BYTES_PER_PIXEL).mean(axis=(1, 3))
    return CursorImage(
        width_px=width_px,
        height_px=height_px,
        hotspot_x_px=image.hotspot_x_px // 2,
        hotspot_y_px=image.hotspot_y_px // 2,
        pixels=mean.astype(np.uint8).tobytes(),
    )
