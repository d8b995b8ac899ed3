"""Which right each peer message acts under: one row a type, and no row means no right to act."""

from shared.capability import Capability
from shared.protocol import peer_messages as peer

CAPABILITY_OF: dict[type, Capability | None] = {
    peer.Bind: None,
    peer.Heartbeat: None,
    peer.HeartbeatAck: None,
    peer.CapabilityRequest: None,
    peer.CapabilityAnswer: None,
    peer.CapabilityStatus: None,
    peer.CapabilityReturn: None,
    peer.MonitorLayout: None,
    peer.CursorShape: Capability.VIEW,
    peer.CursorUse: Capability.VIEW,
    peer.CursorPosition: Capability.VIEW,
    peer.ScreenRequest: Capability.VIEW,
    peer.ScreenStatus: None,
    peer.LocalInput: None,
    peer.InputRefused: None,
    peer.RightTime: None,
    peer.RightEnded: None,
    peer.ChatMessage: None,
    peer.ChatAck: None,
    peer.FileRequest: None,
    peer.FileOffer: None,
    peer.FileLink: None,
    peer.FileHold: None,
    peer.FileStop: None,
    # From the agent; the console looks at what comes the other way by the rights it was told of.
    peer.ClipOffer: Capability.CLIPBOARD_TO_USER,
    peer.ClipPart: Capability.CLIPBOARD_TO_USER,
    peer.ClipAck: Capability.CLIPBOARD_FROM_USER,
    peer.ClipStop: None,
    peer.SessionEnd: None,
    peer.InputBatch: Capability.CONTROL,
    peer.InputAck: None,
    peer.ScreenAck: Capability.VIEW,
    peer.ScreenRefresh: Capability.VIEW,
    peer.MarkDraw: Capability.VIEW,
    peer.MarkExtend: Capability.VIEW,
    peer.MarksClear: Capability.VIEW,
    peer.MarksCleared: None,
    peer.MarkPointer: Capability.VIEW,
}
"""None: the message only asks or informs. A type that is missing here cannot be handled at all."""
