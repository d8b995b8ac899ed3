"""The messages client and console exchange over their data channels (`docs/protocol.md` section 3)."""

from enum import IntEnum, StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.capability import Capability
from shared.geometry import NORMALIZED_MAX
from shared.protocol import limits
from shared.protocol.clip_messages import ClipAck, ClipOffer, ClipPart, ClipStop
from shared.protocol.file_messages import FileHold, FileLink, FileOffer, FileRequest, FileStop
from shared.protocol.message import Counter, Message
from shared.protocol.signaling_messages import CloseReason

Position = Annotated[int, Meta(ge=0, le=NORMALIZED_MAX)]
SmallMs = Annotated[int, Meta(ge=0, le=60_000)]
Coordinate = Annotated[int, Meta(ge=-limits.SCREEN_SIDE_MAX_PX * 16, le=limits.SCREEN_SIDE_MAX_PX * 16)]
Side = Annotated[int, Meta(ge=1, le=limits.SCREEN_SIDE_MAX_PX)]

TYPED_TEXT_PATTERN = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\uffff]+\Z"
"""No control characters, separators of lines, bidirectional controls, lone surrogates, or what is no character."""


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


class TextTyped(msgspec.Struct, frozen=True, array_like=True, tag=4, forbid_unknown_fields=True):
    """One character as a person sees it, to arrive as just that, whatever the layout over there."""

    text: Annotated[str, Meta(min_length=1, max_length=limits.TYPED_TEXT_MAX_CHARS, pattern=TYPED_TEXT_PATTERN)]


InputRefusal = Literal["own_window", "untypable", "reserved_keys"]
"""A window of the client's own was in the way, no key gives it over there, or these keys are the person's alone."""

InputEvent = PointerMove | ButtonChange | WheelTurn | KeyChange | TextTyped


class Bind(Message, frozen=True):
    """Proof that this DTLS connection belongs to the people who shared the code."""

    tag: Annotated[bytes, Meta(min_length=32, max_length=32)]


class Heartbeat(Message, frozen=True):
    """I am alive; once a second each way."""

    seq: Counter
    sent_mono_ms: Counter


class HeartbeatAck(Message, frozen=True):
    """I heard you; carries your own reading back, which gives the round trip."""

    seq: Counter
    sent_mono_ms: Counter


class CapabilityRequest(Message, frozen=True):
    """The agent asks for one right, with a reason in words."""

    request_id: Counter
    capability: Capability
    reason: Annotated[str, Meta(max_length=limits.REASON_MAX_CHARS)] = ""


class CapabilityAnswer(Message, frozen=True):
    """What the person decided; `unavailable` when it is not offered, blocked by refusals, or a question is open.

    `reason_needed`: they were not asked, for the organisation's rules want a reason in words, and there was none.
    """

    request_id: Counter
    capability: Capability
    outcome: Literal["granted", "denied", "unavailable", "reason_needed"]


class CapabilityStatus(Message, frozen=True):
    """Which rights are on now, and whether the picture is withheld."""

    input_epoch: Counter
    on: Annotated[list[Capability], Meta(max_length=16)]
    cover: Literal["none", "asking", "paused"]


class CapabilityReturn(Message, frozen=True):
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


class MonitorLayout(Message, frozen=True):
    """All displays and which of them are shared, together one picture."""

    layout_id: Counter
    monitors: Annotated[list[Monitor], Meta(max_length=limits.MONITORS_MAX)]
    shared_ids: Annotated[list[MonitorId], Meta(max_length=limits.MONITORS_MAX)]


class ScreenRequest(Message, frozen=True):
    """The agent would like to see other displays than now, with a reason in words."""

    request_id: Counter
    monitor_ids: Annotated[list[MonitorId], Meta(min_length=1, max_length=limits.MONITORS_MAX)]
    reason: Annotated[str, Meta(max_length=limits.REASON_MAX_CHARS)] = ""


class ScreenStatus(Message, frozen=True):
    """Why the picture is not what it should be, or `fine`."""

    state: Literal["fine", "locked", "black", "unreadable", "gone"]


class LocalInput(Message, frozen=True):
    """Whether the person uses their own mouse or keyboard; while they do, the agent's input is dropped."""

    is_active: bool


class InputRefused(Message, frozen=True):
    """So many presses or characters of the agent were refused since the last one of these, and will not be done."""

    reason: InputRefusal
    count: Annotated[int, Meta(ge=1, le=limits.INPUT_REFUSED_MAX)]


class RightTime(Message, frozen=True):
    """A right that is on ends by itself in so long: because its time is over, or because it is not used."""

    capability: Capability
    left_ms: Annotated[int, Meta(ge=0, le=limits.RIGHT_TIME_MAX_MS)]
    limit: Literal["time", "idle"]


EndCause = Literal["person", "time", "idle", "locked", "asleep", "switched"]


class RightEnded(Message, frozen=True):
    """Why a right that was on is off now; `capability_status` has said that it is."""

    capability: Capability
    cause: EndCause


ShapeId = Annotated[int, Meta(ge=1, le=limits.CURSOR_SHAPES_MAX)]
CursorSide = Annotated[int, Meta(ge=1, le=limits.CURSOR_SIDE_MAX_PX)]
Hotspot = Annotated[int, Meta(ge=0, lt=limits.CURSOR_SIDE_MAX_PX)]


class CursorShape(Message, frozen=True):
    """The pointer looks like this now; the viewer keeps it as `shape_id`, in place of what had that number."""

    shape_id: ShapeId
    width_px: CursorSide
    height_px: CursorSide
    hotspot_x_px: Hotspot
    hotspot_y_px: Hotspot
    pixels: Annotated[bytes, Meta(min_length=1, max_length=limits.CURSOR_PIXELS_MAX_BYTES)]


class CursorUse(Message, frozen=True):
    """The pointer looks like a shape that was told before; without one it is hidden."""

    shape_id: ShapeId | None = None


class CursorPosition(Message, frozen=True):
    """The pointer was moved, not by the agent, and is now here, 0..65535 across the shared monitor."""

    seq: Counter
    x: Position
    y: Position
    is_inside: bool


class ChatMessage(Message, frozen=True):
    """Words for the other person; numbered from 1 each way, and sent again until they were acknowledged."""

    message_id: Counter
    text: Annotated[str, Meta(min_length=1, max_length=limits.CHAT_TEXT_MAX_CHARS)]


class ChatAck(Message, frozen=True):
    """How far the other side's words came: up to one they are here, up to the other they were on the screen."""

    delivered_id: Counter
    shown_id: Counter


class MarkPoint(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A place of a drawing, 0..65535 across the shared picture."""

    x: Position
    y: Position


MarkTool = Literal["arrow", "box", "pen"]
MarkPoints = Annotated[list[MarkPoint], Meta(min_length=1, max_length=limits.MARK_POINTS_MAX)]


class MarkDraw(Message, frozen=True):
    """The agent draws on the screen; the same `mark_id` again takes the place of what was drawn under it."""

    clear_count: Counter
    mark_id: Counter
    tool: MarkTool
    colour: Annotated[int, Meta(ge=0, lt=limits.MARK_COLOURS)]
    is_fading: bool
    points: MarkPoints


class MarkExtend(Message, frozen=True):
    """A line drawn by hand goes on."""

    clear_count: Counter
    mark_id: Counter
    points: MarkPoints


class MarksClear(Message, frozen=True):
    """The agent takes away everything they drew."""


class MarksCleared(Message, frozen=True):
    """Nothing drawn is there any more, and what was drawn under a lower count comes too late."""

    clear_count: Counter


class MarkPointer(Message, frozen=True):
    """The agent points at this place, or at nothing any more."""

    seq: Counter
    x: Position
    y: Position
    is_shown: bool


class SessionEnd(Message, frozen=True):
    """The session is over; nothing follows."""

    reason: CloseReason


class InputBatch(Message, frozen=True):
    """Input events `first_seq`, `first_seq + 1`, ...; earlier unacknowledged ones come again."""

    input_epoch: Counter
    first_seq: Counter
    events: Annotated[list[InputEvent], Meta(min_length=1, max_length=limits.INPUT_BATCH_MAX_EVENTS)]


class InputAck(Message, frozen=True):
    """Everything up to `last_seq` of that epoch was handled."""

    input_epoch: Counter
    last_seq: Counter


class ScreenAck(Message, frozen=True):
    """An update was painted."""

    update_id: Counter
    first_packet_to_whole_ms: SmallMs
    repair_ms: SmallMs
    decode_ms: SmallMs
    paint_ms: SmallMs


class ScreenRefresh(Message, frozen=True):
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
    | LocalInput
    | InputRefused
    | RightTime
    | RightEnded
    | ChatMessage
    | ChatAck
    | MarksCleared
    | FileOffer
    | FileLink
    | FileHold
    | FileStop
    | ClipOffer
    | ClipPart
    | ClipAck
    | ClipStop
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
    | ChatMessage
    | ChatAck
    | FileRequest
    | FileOffer
    | FileLink
    | FileHold
    | FileStop
    | ClipOffer
    | ClipPart
    | ClipAck
    | ClipStop
    | SessionEnd
    | InputBatch
    | ScreenAck
    | ScreenRefresh
    | MarkDraw
    | MarkExtend
    | MarksClear
    | MarkPointer
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
    LocalInput: ChannelLabel.CONTROL,
    InputRefused: ChannelLabel.CONTROL,
    RightTime: ChannelLabel.CONTROL,
    RightEnded: ChannelLabel.CONTROL,
    ChatMessage: ChannelLabel.CONTROL,
    ChatAck: ChannelLabel.CONTROL,
    FileRequest: ChannelLabel.CONTROL,
    FileOffer: ChannelLabel.CONTROL,
    FileLink: ChannelLabel.CONTROL,
    FileHold: ChannelLabel.CONTROL,
    FileStop: ChannelLabel.CONTROL,
    ClipOffer: ChannelLabel.CONTROL,
    ClipPart: ChannelLabel.CONTROL,
    ClipAck: ChannelLabel.CONTROL,
    ClipStop: ChannelLabel.CONTROL,
    SessionEnd: ChannelLabel.CONTROL,
    InputBatch: ChannelLabel.INPUT,
    InputAck: ChannelLabel.INPUT,
    ScreenAck: ChannelLabel.FEEDBACK,
    ScreenRefresh: ChannelLabel.FEEDBACK,
    CursorPosition: ChannelLabel.FEEDBACK,
    MarkDraw: ChannelLabel.CONTROL,
    MarkExtend: ChannelLabel.CONTROL,
    MarksClear: ChannelLabel.CONTROL,
    MarksCleared: ChannelLabel.CONTROL,
    MarkPointer: ChannelLabel.FEEDBACK,
}
"""The one channel each message may arrive on."""
