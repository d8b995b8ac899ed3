"""What the console knows about the pointer over there: shapes by their place, the one in use, where it was moved."""

from shared.allowance import Allowance
from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.screen.cursor import CursorImage, inflate_cursor


class RemoteCursor:
    """Filled by the other side's messages, which are not trusted: at most `CURSOR_SHAPES_MAX` shapes are held."""

    def __init__(self) -> None:
        """Nothing is known."""
        self._shapes: dict[int, CursorImage] = {}
        self._image: CursorImage | None = None
        self._is_hidden = False
        self._position: tuple[int, int] | None = None
        self._seq = 0
        self._allowance = Allowance(per_s=limits.CURSOR_CHANGES_PER_S, burst_max=limits.CURSOR_BURST_MAX)

    @property
    def image(self) -> CursorImage | None:
        """What it looks like; None before that was told, and while it is hidden."""
        return None if self._is_hidden else self._image

    @property
    def is_hidden(self) -> bool:
        """Whether a program over there has hidden it."""
        return self._is_hidden

    @property
    def position(self) -> tuple[int, int] | None:
        """Where it was last moved to by somebody else than us, 0..65535; None when not on the shared monitor."""
        return self._position

    @property
    def moved_count(self) -> int:
        """Goes up with every such move."""
        return self._seq

    def take_shape(self, message: peer.CursorShape, now_ms: int) -> None:
        """Keep a shape and use it. Raises `ProtocolError`: its pixels are not what it says, or too many come."""
        self._count(now_ms)
        image = inflate_cursor(
            message.pixels,
            width_px=message.width_px,
            height_px=message.height_px,
            hotspot_x_px=message.hotspot_x_px,
            hotspot_y_px=message.hotspot_y_px,
        )
        self._shapes[message.shape_id] = self._image = image
        self._is_hidden = False

    def take_use(self, message: peer.CursorUse, now_ms: int) -> None:
        """Use a shape again, or none. Raises `ProtocolError`: there is no such shape, or too many changes come."""
        self._count(now_ms)
        self._is_hidden = message.shape_id is None
        if message.shape_id is not None:
            image = self._shapes.get(message.shape_id)
            if image is None:
                raise ProtocolError("cursor_unknown")
            self._image = image

    def take_position(self, message: peer.CursorPosition) -> bool:
        """Note a move; says whether it is news, as this way neither keeps the order nor delivers only once."""
        if message.seq <= self._seq:
            return False
        self._seq = message.seq
        self._position = (message.x, message.y) if message.is_inside else None
        return True

    def forget_position(self) -> None:
        """It cannot be seen any more; when it can be again its place is told anew."""
        self._position = None

    def _count(self, now_ms: int) -> None:
        if not self._allowance.take(now_ms):
            raise ProtocolError("cursor_flood")
