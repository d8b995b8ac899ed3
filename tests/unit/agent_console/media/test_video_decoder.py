"""H.264 from a stranger."""

import contextlib
import fractions

import av
import numpy as np
import pytest
from av.error import FFmpegError

from agent_console.media.video_decoder import H264Decoder
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.update import VideoBlock


def encode(width: int, height: int, count: int, colour: int = 200) -> list[bytes]:
    """`count` access units of a grey picture that gets darker."""
    context = av.VideoCodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base, context.framerate = fractions.Fraction(1, 30), fractions.Fraction(30)
    context.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "keyint=infinite"}
    units = []
    for step in range(count):
        pixels = np.full((height, width, 4), colour - 40 * step, np.uint8)
        frame = av.VideoFrame.from_ndarray(pixels, format="bgra").reformat(format="yuv420p")
        frame.pts = step
        units.append(b"".join(bytes(packet) for packet in context.encode(frame)))
    return units


def block(data: bytes, width: int, height: int, *, is_keyframe: bool) -> VideoBlock:
    return VideoBlock(Rect(0, 0, width, height), is_keyframe, (), data)


def test_decode_gives_each_picture_at_once_in_the_right_colours():
    decoder = H264Decoder()
    for step, data in enumerate(encode(64, 48, 3)):
        pixels = decoder.decode(block(data, 64, 48, is_keyframe=step == 0))
        assert pixels.shape == (48, 64, 4)
        assert abs(int(pixels[10, 10, 1]) - (200 - 40 * step)) < 6


def test_decode_odd_block_takes_a_picture_one_larger():
    pixels = H264Decoder().decode(block(encode(66, 50, 1)[0], 65, 49, is_keyframe=True))
    assert pixels.shape == (50, 66, 4)


def test_decode_without_a_keyframe_is_refused():
    with pytest.raises(ProtocolError):
        H264Decoder().decode(block(encode(64, 48, 2)[1], 64, 48, is_keyframe=False))


def test_decode_stream_of_another_size_than_declared_is_refused():
    with pytest.raises(ProtocolError) as refused:
        H264Decoder().decode(block(encode(640, 480, 1)[0], 64, 48, is_keyframe=True))
    # By the decoder itself, before it took memory for a picture that large.
    assert isinstance(refused.value.__cause__, FFmpegError)
    with pytest.raises(ProtocolError):
        H264Decoder().decode(block(encode(64, 48, 1)[0], 640, 480, is_keyframe=True))


@pytest.mark.parametrize("data", [b"\0", b"\0\0\0\1", bytes(5000), b"\0\0\0\1\x67" + b"\xff" * 200])
def test_decode_garbage_is_refused_and_a_keyframe_mends_it(data):
    decoder = H264Decoder()
    with pytest.raises(ProtocolError):
        decoder.decode(block(data, 64, 48, is_keyframe=True))
    assert decoder.decode(block(encode(64, 48, 1)[0], 64, 48, is_keyframe=True)).shape == (48, 64, 4)


def test_decode_damaged_units_never_do_more_than_refuse():
    chooser = np.random.default_rng(8)
    units = encode(64, 48, 3)
    decoder = H264Decoder()
    for _ in range(200):
        data = bytearray(units[chooser.integers(3)])
        for _ in range(4):
            data[chooser.integers(len(data))] = chooser.integers(256)
        with contextlib.suppress(ProtocolError):
            decoder.decode(block(bytes(data), 64, 48, is_keyframe=bool(chooser.integers(2))))
