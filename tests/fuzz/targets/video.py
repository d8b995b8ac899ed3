"""H.264 access units, as the console decodes them."""

import numpy as np

from agent_console.media.video_decoder import H264Decoder
from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.update import VideoBlock
from tests.fuzz import target
from tests.fuzz.feedback import note_refusal

PARSER = "video (`agent_console/media/video_decoder.py`, FFmpeg)"
MAX_BYTES = 1_024
WORDS = (b"\0\0\0\1\x67", b"\0\0\0\1\x68", b"\0\0\0\1\x65", b"\0\0\1\x41", b"\0\0\1\x06", b"\0\0\1\x09")

_UNITS_MAX = 3
_SIDE_PX = 32
_RECT = Rect(0, 0, _SIDE_PX, _SIDE_PX)


def seeds() -> list[bytes]:
    from client.media.video_encoder import H264Encoder

    encoder = H264Encoder(_SIDE_PX, _SIDE_PX)
    ramp = np.arange(_SIDE_PX * _SIDE_PX * 4, dtype=np.uint32).astype(np.uint8).reshape(_SIDE_PX, _SIDE_PX, 4)
    units = [encoder.encode(pixels, is_key=not place)[0] for place, pixels in enumerate((ramp, ramp, ramp // 2))]
    return [target.joined(units), target.joined(units[:1]), target.joined(units[1:])]


def run(data: bytes) -> None:
    decoder = H264Decoder()
    for place, unit in enumerate(target.pieces(data, _UNITS_MAX)):
        if not unit:
            continue
        try:
            pixels = decoder.decode(VideoBlock(_RECT, is_keyframe=not place, rects=(), data=unit))
        except ProtocolError as error:
            note_refusal(error, "video_malformed")
            continue
        assert pixels.shape == (_SIDE_PX, _SIDE_PX, 4)
        assert pixels[-1, -1, 3] == 0xFF, "all of it can be read"
