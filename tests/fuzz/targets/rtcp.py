"""RTCP of the other side, and the messages that travel in it."""

from aiortc.rtp import RTCP_PSFB_APP, RtcpPacket, RtcpPsfbPacket

from shared.errors import ProtocolError
from shared.protocol import codec
from shared.protocol.peer_messages import ChannelLabel, ScreenAck
from shared.transport.aiortc_hooks import _unwrap_feedback, _wrap_feedback
from tests.fuzz.feedback import note, note_refusal

PARSER = "feedback beside the picture (`shared/transport/aiortc_hooks.py`, aiortc)"
MAX_BYTES = 512
WORDS = (b"ALSD", b"\x8f\xce", b"\x81\xcd", b"\x81\xc9", b"\x80\xc8", b"\x81\xca", b"\x81\xcb")


def seeds() -> list[bytes]:
    ack = ScreenAck(update_id=7, first_packet_to_whole_ms=1, repair_ms=0, decode_ms=2, paint_ms=3)
    wrapped = _wrap_feedback(codec.encode_peer(ack))
    packets = [bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=2, fci=fci)) for fci in (wrapped, b"REMB")]
    report = bytes.fromhex("81c90007 00000001 00000002 00000000 00000001 00000000 00000000 00000000")
    return [*packets, packets[0] + report, report]


def run(data: bytes) -> None:
    message = _unwrap_feedback(data)
    if message is not None:
        assert _wrap_feedback(message)[: len(message) + 6] == data[: len(message) + 6]
    try:
        packets = RtcpPacket.parse(data)
    except ValueError as error:
        note(str(error).split("'", 1)[0])
        return
    for packet in packets:
        note(type(packet).__name__)
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            _read(_unwrap_feedback(packet.fci))


def _read(message: bytes | None) -> None:
    if message is None:
        return
    assert len(message) < 1 << 16
    try:
        note(type(codec.decode_from_agent(message, ChannelLabel.FEEDBACK)).__name__)
    except ProtocolError as error:
        note_refusal(error)
