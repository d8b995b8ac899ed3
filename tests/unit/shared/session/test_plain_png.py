"""A PNG is looked at from the outside, and only what is picture of it is kept."""

import zlib

import pytest

from shared.protocol import limits
from shared.protocol.limits import CLIP_IMAGE_MAX_PX, SCREEN_SIDE_MAX_PX
from shared.session.plain_png import is_carried, plain_png, png_size
from tests.fakes.pictures import SIGNATURE, header, lying_png, piece, png


def test_picture_is_kept_and_its_size_known():
    found = plain_png(png(3, 2))
    assert found is not None
    assert (found.data, found.width_px, found.height_px) == (png(3, 2), 3, 2)
    assert png_size(png(3, 2)) == (3, 2)


def test_everything_beside_the_pixels_is_left_out():
    more = piece(b"tEXt", b"Author\x00me") + piece(b"iCCP", b"x\x00\x00" + zlib.compress(b"\x00" * 1_000_000))
    found = plain_png(png(3, 2, more=more) + b"trailing")
    assert found is not None
    assert found.data == png(3, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + b"\x00" * 40,
        SIGNATURE,
        png(3, 2)[:-1],
        png(3, 2)[:40],
        png(3, 2).replace(b"IDAT", b"IDAX"),
        SIGNATURE + piece(b"IDAT", b"x") + header(3, 2) + piece(b"IEND", b""),
        SIGNATURE + header(3, 2) + header(3, 2) + piece(b"IDAT", b"x") + piece(b"IEND", b""),
        SIGNATURE + header(3, 2) + piece(b"IEND", b""),
        SIGNATURE + header(3, 2, depth=3) + piece(b"IDAT", b"x") + piece(b"IEND", b""),
        SIGNATURE + piece(b"IHDR", b"short") + piece(b"IDAT", b"x") + piece(b"IEND", b""),
        SIGNATURE + b"\xff\xff\xff\xff" + png(3, 2)[12:],
        lying_png(0, 5),
        lying_png(30_000, 30_000),
        lying_png(SCREEN_SIDE_MAX_PX + 1, 1),
    ],
)
def test_what_is_no_whole_picture_in_bounds_is_none(data: bytes):
    assert plain_png(data) is None


@pytest.mark.parametrize("name", [b"IDAT", b"tEXt"])
def test_picture_in_more_pieces_than_anybody_writes_is_none(name: bytes):
    # Four million bytes hold 350 000 empty pieces, which took a second to look through and held all else up.
    around = [header(3, 2), piece(b"IDAT", b"x"), piece(b"IEND", b"")]
    empty = piece(name, b"")
    most = limits.CLIP_IMAGE_MAX_CHUNKS - len(around)
    assert plain_png(SIGNATURE + around[0] + empty * most + around[1] + around[2]) is not None
    assert plain_png(SIGNATURE + around[0] + empty * (most + 1) + around[1] + around[2]) is None


def test_bit_that_is_turned_over_is_noticed():
    data = bytearray(png(3, 2))
    data[len(SIGNATURE) + 9] ^= 1
    assert plain_png(bytes(data)) is None


def test_size_stands_in_the_header_however_large():
    assert png_size(lying_png(30_000, 30_000)) == (30_000, 30_000)
    assert png_size(b"GIF89a") is None
    assert png_size(SIGNATURE + header(3, 2)[:12]) is None


def test_bound_is_on_sides_and_on_pixels():
    assert is_carried(1, 1)
    assert is_carried(4_096, CLIP_IMAGE_MAX_PX // 4_096)
    assert not is_carried(4_096, CLIP_IMAGE_MAX_PX // 4_096 + 1)
    assert not is_carried(0, 1)
