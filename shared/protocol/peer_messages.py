"""The messages client and console exchange over their data channels (`docs/protocol.md` section 3)."""

from enum import IntEnum, StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.capability import Capability
from shared.geometry import NORMALIZED_MAX
from shared.protocol import limits
from shared.protocol.signaling_messages import CloseReason

Counter = Annotated[int, Meta(ge=0, lt=2**53)]
Position = Annotated[int, Meta(ge=0, le=NORMALIZED_MAX)]
SmallMs = Annotated[int, Meta(ge=0, le=60_000)]
Coordinate = Annotated[int, Meta(ge=-limits.SCREEN_SIDE_MAX_PX * 16, le=limits.SCREEN_SIDE_MAX_PX * 16)]
Side = Annotated[int, Meta(ge=1, le=limits.SCREEN_SIDE_MAX_PX)]


class ChannelLabel(StrEnum):
    """The data channels of a session; the label says which rules apply."""

    CONTROL = "control"
    INPUT = "input"
    FEEDBACK = "feedback"


class PointerButton(IntEnum):
    """Buttons by the numbers X11 and evdev users know."""

    LEFT = 1
    MIDDLE = 2
    RIGHT = 3
    BACK = 8
    FORWARD = 9


class PointerMove(msgspec.Struct, frozen=True, array_like=True, tag=0, forbid_unknown_fields=True):
    """The pointer is now here, 0..65535 across the shared monitor."""

    x: Position
    y: Position


class ButtonChange(msgspec.Struct, frozen=True, array_like=True, tag=1, forbid_unknown_fields=True):
    """A mouse button went down or up, where the pointer last was."""

    button: PointerButton
    is_down: bool


class WheelTurn(msgspec.Struct, frozen=True, array_like=True, tag=2, forbid_unknown_fields=True):
    """The wheel turned, in 1/120 of a notch; positive is right and down."""

    dx: Annotated[int, Meta(ge=-limits.WHEEL_MAX, le=limits.WHEEL_MAX)]
    dy: Annotated[int, Meta(ge=-limits.WHEEL_MAX, le=limits.WHEEL_MAX)]


class KeyChange(msgspec.Struct, frozen=True, array_like=True, tag=3, forbid_unknown_fields=True):
    """A physical key went down or up, by its usage on page 7 of the USB HID Usage Tables."""

    usage: Annotated[int, Meta(ge=4, le=231)]
    is_down: bool


InputEvent = PointerMove | ButtonChange | WheelTurn | KeyChange


class _Message(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="type",
    tag=lambda name: "".join(("_" if c.isupper() and i else "") + c.lower() for i, c in enumerate(name)),
):
    """Base of every peer message; the `type` on the wire is the class name in snake_case."""


class Bind(_Message, frozen=True):
    """Proof that this DTLS connection belongs to the people who shared the code."""

    tag: Annotated[bytes, Meta(min_length=32, max_length=32)]


class Heartbeat(_Message, frozen=True):
    """I am alive; once a second each way."""

    seq: Counter
    sent_mono_ms: Counter


class HeartbeatAck(_Message, frozen=True):
    """I heard you; carries your own reading back, which gives the round trip."""

    seq: Counter
    sent_mono_ms: Counter


class CapabilityRequest(_Message, frozen=True):
    """The agent asks for one right, with a reason in words."""

    request_id: Counter
    capability: Capability
    reason: Annotated[str, Meta(max_length=limits.REASON_MAX_CHARS)] = ""


class CapabilityAnswer(_Message, frozen=True):
    """What the person decided; `unavailable` when it is not offered, blocked by refusals, or a question is open."""

    request_id: Counter
    capability: Capability
    outcome: Literal["granted", "denied", "unavailable"]


class CapabilityStatus(_Message, frozen=True):
    """Which rights are on now, and whether the picture is withheld."""

    input_epoch: Counter
    on: Annotated[list[Capability], Meta(max_length=16)]
    cover: Literal["none", "asking", "paused"]


class CapabilityReturn(_Message, frozen=True):
    """The agent gives a right back."""

    capability: Capability


MonitorId = Annotated[int, Meta(ge=1, le=limits.MONITORS_MAX)]


class Monitor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One display of the assisted computer, in physical pixels of the whole desktop."""

    monitor_id: MonitorId
    name: Annotated[str, Meta(max_length=limits.MONITOR_NAME_MAX_CHARS)]
    x_px: Coordinate
    y_px: Coordinate
    width_px: Side
    height_px: Side
    is_primary: bool


class MonitorLayout(_Message, frozen=True):
    """All displays and which of them are shared, together one picture."""

    layout_id: Counter
    monitors: Annotated[list[Monitor], Meta(max_length=limits.MONITORS_MAX)]
    shared_ids: Annotated[list[MonitorId], Meta(max_length=limits.MONITORS_MAX)]


class ScreenRequest(_Message, frozen=True):
    """The agent would like to see other displays than now, with a reason in words."""

    request_id: Counter
    monitor_ids: Annotated[list[MonitorId], Meta(min_length=1, max_length=limits.MONITORS_MAX)]
    reason: Annotated[str, Meta(max_length=limits.REASON_MAX_CHARS)] = ""


class ScreenStatus(_Message, frozen=True):
    """Why the picture is not what it should be, or `fine`."""

    state: Literal["fine", "locked", "black", "unreadable", "gone"]


ShapeId = Annotated[int, Meta(ge=1, le=limits.CURSOR_SHAPES_MAX)]
CursorSide = Annotated[int, Meta(ge=1, le=limits.CURSOR_SIDE_MAX_PX)]
Hotspot = Annotated[int, Meta(ge=0, lt=limits.CURSOR_SIDE_MAX_PX)]


class CursorShape(_Message, frozen=True):
    """The pointer looks like this now; the viewer keeps it as `shape_id`, in place of what had that number."""

    shape_id: ShapeId
    width_px: CursorSide
    height_px: CursorSide
    hotspot_x_px: Hotspot
    hotspot_y_px: Hotspot
    pixels: Annotated[bytes, Meta(min_length=1, max_length=limits.CURSOR_PIXELS_MAX_BYTES)]


class CursorUse(_Message, frozen=True):
    """The pointer looks like a shape that was told before; without one it is hidden."""

    shape_id: ShapeId | None = None


class CursorPosition(_Message, frozen=True):
    """The pointer was moved, not by the agent, and is now here, 0..65535 across the shared monitor."""

    seq: Counter
    x: Position
    y: Position
    is_inside: bool


BatchId = Annotated[int, Meta(ge=1, lt=2**53)]
IceText = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{4,256}\Z")]


class OfferedFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a batch; never more than `size_bytes` of it are written."""

    path: Annotated[str, Meta(min_length=1, max_length=limits.FILE_PATH_MAX_CHARS)]
    size_bytes: Counter


class FileOffer(_Message, frozen=True):
    """These files could be sent; a long list comes in several parts, in order, until `file_count` are told."""

    request_id: Counter
    batch_id: BatchId
    file_count: Annotated[int, Meta(ge=1, lt=2**32)]
    total_bytes: Counter
    first_index: Annotated[int, Meta(ge=0, lt=2**32)]
    files: Annotated[list[OfferedFile], Meta(min_length=1, max_length=limits.FILE_PARTS_MAX)]
    reason: Annotated[str, Meta(max_length=limits.REASON_MAX_CHARS)] = ""


class FileLink(_Message, frozen=True):
    """Where this side can be reached for one attempt at a path of its own for a batch, and its part of the keys."""

    batch_id: BatchId
    attempt: Annotated[int, Meta(ge=1, le=limits.FILE_ATTEMPTS_MAX)]
    nonce: Annotated[bytes, Meta(min_length=16, max_length=16)]
    username: IceText
    password: IceText
    candidates: Annotated[
        list[Annotated[str, Meta(max_length=limits.FILE_CANDIDATE_MAX_CHARS)]],
        Meta(max_length=limits.FILE_CANDIDATES_MAX),
    ]


class FileHold(_Message, frozen=True):
    """This side lets a batch wait, or go on."""

    batch_id: BatchId
    is_held: bool


class FileStop(_Message, frozen=True):
    """A batch is over before its end."""

    batch_id: BatchId
    reason: Literal["cancelled", "failed"]


class SessionEnd(_Message, frozen=True):
    """The session is over; nothing follows."""

    reason: CloseReason


class InputBatch(_Message, frozen=True):
    """Input events `first_seq`, `first_seq + 1`, ...; earlier unacknowledged ones come again."""

    input_epoch: Counter
    first_seq: Counter
    events: Annotated[list[InputEvent], Meta(min_length=1, max_length=limits.INPUT_BATCH_MAX_EVENTS)]


class InputAck(_Message, frozen=True):
    """Everything up to `last_seq` of that epoch was handled."""

    input_epoch: Counter
    last_seq: Counter


class ScreenAck(_Message, frozen=True):
    """An update was painted."""

    update_id: Counter
    first_packet_to_whole_ms: SmallMs
    repair_ms: SmallMs
    decode_ms: SmallMs
    paint_ms: SmallMs


class ScreenRefresh(_Message, frozen=True):
    """Something after that update was lost for good; send anew what changed since."""

    after_update_id: Counter


FromClient = (
    Bind
    | Heartbeat
    | HeartbeatAck
    | CapabilityAnswer
    | CapabilityStatus
    | MonitorLayout
    | CursorShape
    | CursorUse
    | CursorPosition
    | ScreenStatus
    | FileLink
    | FileHold
    | FileStop
    | SessionEnd
    | InputAck
)
"""Everything the console may receive."""

FromAgent = (
    Bind
    | Heartbeat
    | HeartbeatAck
    | CapabilityRequest
    | CapabilityReturn
    | ScreenRequest
    | FileOffer
    | FileLink
    | FileHold
    | FileStop
    | SessionEnd
    | InputBatch
    | ScreenAck
    | ScreenRefresh
)
"""Everything the client may receive."""

CHANNEL_OF: dict[type, ChannelLabel] = {
    Bind: ChannelLabel.CONTROL,
    Heartbeat: ChannelLabel.CONTROL,
    HeartbeatAck: ChannelLabel.CONTROL,
    CapabilityRequest: ChannelLabel.CONTROL,
    CapabilityAnswer: ChannelLabel.CONTROL,
    CapabilityStatus: ChannelLabel.CONTROL,
    CapabilityReturn: ChannelLabel.CONTROL,
    MonitorLayout: ChannelLabel.CONTROL,
    CursorShape: ChannelLabel.CONTROL,
    CursorUse: ChannelLabel.CONTROL,
    ScreenRequest: ChannelLabel.CONTROL,
    ScreenStatus: ChannelLabel.CONTROL,
    FileOffer: ChannelLabel.CONTROL,
    FileLink: ChannelLabel.CONTROL,
    FileHold: ChannelLabel.CONTROL,
    FileStop: ChannelLabel.CONTROL,
    SessionEnd: ChannelLabel.CONTROL,
    InputBatch: ChannelLabel.INPUT,
    InputAck: ChannelLabel.INPUT,
    ScreenAck: ChannelLabel.FEEDBACK,
    ScreenRefresh: ChannelLabel.FEEDBACK,
    CursorPosition: ChannelLabel.FEEDBACK,
}
"""The one channel each message may arrive on."""
