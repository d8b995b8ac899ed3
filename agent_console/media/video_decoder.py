"""H.264 access units to pixels; whatever a stranger put into them ends in an error, never in a crash."""

import av
import numpy as np
import numpy.typing as npt
from av.codec.context import Flags
from av.error import FFmpegError
from av.video.reformatter import Interpolation, VideoReformatter

from shared.errors import ProtocolError
from shared.geometry import Rect
from shared.screen.update import VideoBlock

_ALIGN_PX = 64  # FFmpeg counts rows as long as it would allocate them


class H264Decoder:
    """One chain of pictures. After an error it wants a keyframe. Belongs to the decode thread."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()
        self._context: av.VideoCodecContext | None = None
        self._size_px = (0, 0)

    def decode(self, block: VideoBlock) -> npt.NDArray[np.uint8]:
        """Decode one access unit to blue, green, red, 255; at least as large as `block.rect`.

        The array is valid until the next call.

        Raises:
            ProtocolError: `video_malformed`: not decodable, another size than declared, or a keyframe is missing.
        """
        try:
            return self._decode(block)
        except (FFmpegError, ValueError) as error:
            self._context = None
            raise ProtocolError("video_malformed") from error

    def _decode(self, block: VideoBlock) -> npt.NDArray[np.uint8]:
        size_px = _coded_size(block.rect)
        if self._context is None or size_px != self._size_px:
            if not block.is_keyframe:
                raise ValueError("keyframe missing")
            self._context, self._size_px = _open(size_px), size_px
        frames = self._context.decode(av.Packet(bytes(block.data)))
        if len(frames) != 1 or (frames[0].width, frames[0].height) != size_px:
            raise ValueError("not one picture of the declared size")
        picture = self._reformatter.reformat(frames[0], format="bgra", interpolation=Interpolation.POINT, threads=1)
        plane = picture.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        return rows[: picture.height, : picture.width * 4].reshape(picture.height, picture.width, 4)


def _coded_size(rect: Rect) -> tuple[int, int]:
    return rect.width + rect.width % 2, rect.height + rect.height % 2


def _open(size_px: tuple[int, int]) -> av.VideoCodecContext:
    context = av.VideoCodecContext.create("h264", "r")
    context.thread_count = 1
    context.flags |= Flags.low_delay
    # The stream names its own size, and the decoder believes it before we see a picture.
    width_px, height_px = (-(-side // _ALIGN_PX) * _ALIGN_PX for side in size_px)
    context.options = {"max_pixels": str(width_px * height_px)}
    return context
