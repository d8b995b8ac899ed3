"""Whole pictures as H.264: no delay, no keyframe unless asked, a rate that follows while running."""

import fractions
import os

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import Interpolation, VideoReformatter

from client.media.ports import Pixels

START_BITRATE_KBPS = 8_000
FRAMES_PER_S = 30
VBV_FRAMES = 4
"""A keyframe may take four pictures' worth of the line and no more: it is soft at first and made exact by tiles."""

HEADROOM = 4
"""x264 follows any rate up to the one it was opened with, so it is opened with more than is wanted."""

CHANGE_MIN_RATIO = 0.1
"""Less than this is not worth telling x264, which starts its rate control over."""

_NEVER = 1_000_000


class H264Encoder:
    """libx264 ultrafast, zerolatency, constant rate with a small buffer; 4:2:0, one picture in, one access unit out.

    Constant rate with `bit_rate == maxrate` is the only mode in which the rate can change without a new keyframe.
    A rate far from the first one opens the encoder anew, and the next picture is then a keyframe.
    """

    def __init__(self, width_px: int, height_px: int, bitrate_kbps: int = START_BITRATE_KBPS) -> None:
        # 4:2:0 needs even sides; the receiver cuts the padding off.
        self._width_px, self._height_px = width_px + width_px % 2, height_px + height_px % 2
        self._needs_padding = (self._width_px, self._height_px) != (width_px, height_px)
        self._bitrate_kbps = bitrate_kbps
        # One for the thread: each frame.reformat() would make its own context and keep the memory.
        self._reformatter = VideoReformatter()
        self._count = 0
        self._opened_kbps = bitrate_kbps
        self._context = self._open()

    def set_bitrate_kbps(self, bitrate_kbps: int) -> None:
        """Aim at this rate from the next picture on; up to four times more or less costs no keyframe."""
        if abs(bitrate_kbps - self._bitrate_kbps) < CHANGE_MIN_RATIO * self._bitrate_kbps:
            return
        self._bitrate_kbps = bitrate_kbps
        # Before the first picture a new beginning costs nothing, and only then its keyframe fits the rate.
        if self._count and self._opened_kbps / HEADROOM <= bitrate_kbps <= self._opened_kbps * HEADROOM:
            self._context.bit_rate = bitrate_kbps * 1000
        else:
            self._context = self._open()

    def encode(self, pixels: Pixels, *, is_key: bool) -> tuple[bytes, bool]:
        """Code a picture; returns one access unit (Annex B, keyframes with parameter sets) and whether it is key."""
        if self._needs_padding:
            height_px, width_px = pixels.shape[:2]
            margin = ((0, self._height_px - height_px), (0, self._width_px - width_px), (0, 0))
            pixels = np.pad(pixels, margin, mode="edge")
        source = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(pixels), format="bgra")
        # Point sampling: a third faster than bicubic, and nothing is scaled but the colour planes.
        frame = self._reformatter.reformat(source, format="yuv420p", interpolation=Interpolation.POINT, threads=1)
        frame.pts = self._count
        frame.time_base = fractions.Fraction(1, FRAMES_PER_S)
        frame.pict_type = PictureType.I if is_key or self._count == 0 else PictureType.NONE
        self._count += 1
        packets = self._context.encode(frame)
        return b"".join(bytes(packet) for packet in packets), any(packet.is_keyframe for packet in packets)

    def _open(self) -> av.VideoCodecContext:
        context = av.VideoCodecContext.create("libx264", "w")
        context.width, context.height = self._width_px, self._height_px
        context.pix_fmt = "yuv420p"
        context.time_base = fractions.Fraction(1, FRAMES_PER_S)
        context.framerate = fractions.Fraction(FRAMES_PER_S, 1)
        context.gop_size = _NEVER
        context.bit_rate = self._bitrate_kbps * 1000 * HEADROOM
        # Slices of one picture side by side add no delay; the other half of the cores belongs to the person.
        context.thread_count = max(1, min(4, (os.cpu_count() or 1) // 2))
        context.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "maxrate": str(self._bitrate_kbps * 1000 * HEADROOM),
            "bufsize": str(self._bitrate_kbps * 1000 * VBV_FRAMES // FRAMES_PER_S),
            "forced-idr": "1",
            "x264-params": "scenecut=0:keyint=infinite:no-psy=1",
        }
        context.open()
        context.bit_rate = self._bitrate_kbps * 1000
        self._opened_kbps, self._count = self._bitrate_kbps, 0
        return context
