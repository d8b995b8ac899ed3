"""One thing on its way: a few parts ahead, whole or nothing, and out of order never."""

import pytest

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol.clip_messages import ClipAck, ClipOffer, ClipPart
from shared.session.clip import Clip, text_clip
from shared.session.clip_transfer import ClipReceiver, ClipSender

PART = limits.CLIP_PART_MAX_BYTES


def clip_of(text: str) -> Clip:
    clip = text_clip(text)
    assert isinstance(clip, Clip)
    return clip


LONG = clip_of("abc" * 20_000)


def carry(clip: Clip) -> tuple[ClipSender, ClipReceiver, int]:
    """All of it, each part acknowledged; returns also how many parts were on the way at most."""
    sender = ClipSender(7, clip)
    offer, *parts = sender.due()
    assert isinstance(offer, ClipOffer)
    receiver = ClipReceiver(offer)
    most = len(parts)
    while parts:
        part = parts.pop(0)
        receiver.take(part)
        sender.hear_ack(ClipAck(clip_id=7, received_bytes=receiver.received_bytes))
        parts += sender.due()
        most = max(most, len(parts))
    return sender, receiver, most


@pytest.mark.parametrize("clip", [clip_of("x"), clip_of("y" * PART), clip_of("z" * (PART + 1)), LONG])
def test_it_arrives_whole_with_few_parts_on_the_way(clip: Clip):
    sender, receiver, most = carry(clip)
    assert sender.has_left
    assert sender.has_arrived
    assert receiver.is_whole
    assert receiver.content() == clip
    assert most <= limits.CLIP_WINDOW_PARTS


def test_nothing_more_leaves_until_something_was_acknowledged():
    sender = ClipSender(1, LONG)
    assert len(sender.due()) == 1 + limits.CLIP_WINDOW_PARTS
    assert sender.due() == []
    assert sender.sent_bytes == limits.CLIP_WINDOW_PARTS * PART
    assert not sender.has_left


@pytest.mark.parametrize("received_bytes", [2 * PART + 1, 60_000])
def test_acknowledgement_of_what_was_never_sent_is_refused(received_bytes: int):
    sender = ClipSender(1, LONG)
    sender.due()
    with pytest.raises(ProtocolError, match="clip_ack_never_sent"):
        sender.hear_ack(ClipAck(clip_id=1, received_bytes=received_bytes))


def test_acknowledgement_never_goes_back():
    sender = ClipSender(1, LONG)
    sender.due()
    sender.hear_ack(ClipAck(clip_id=1, received_bytes=PART))
    with pytest.raises(ProtocolError, match="clip_ack_never_sent"):
        sender.hear_ack(ClipAck(clip_id=1, received_bytes=PART))


def offer(size_bytes: int, *, kind="text", sha256: bytes = bytes(32)) -> ClipOffer:
    return ClipOffer(clip_id=1, kind=kind, size_bytes=size_bytes, sha256=sha256)


@pytest.mark.parametrize(
    ("offset", "length"), [(1, PART), (PART, PART), (0, PART - 1), (0, 1)], ids=["gap", "later", "short", "crumb"]
)
def test_other_part_than_the_next_whole_one_is_refused(offset: int, length: int):
    receiver = ClipReceiver(offer(3 * PART))
    with pytest.raises(ProtocolError, match="clip_out_of_order"):
        receiver.take(ClipPart(clip_id=1, offset=offset, data=b"x" * length))
    assert receiver.received_bytes == 0


def test_more_than_was_offered_is_refused():
    receiver = ClipReceiver(offer(3))
    with pytest.raises(ProtocolError, match="clip_out_of_order"):
        receiver.take(ClipPart(clip_id=1, offset=0, data=b"four"))
    receiver.take(ClipPart(clip_id=1, offset=0, data=b"abc"))
    with pytest.raises(ProtocolError, match="clip_out_of_order"):
        receiver.take(ClipPart(clip_id=1, offset=3, data=b"d"))


def test_other_content_than_was_offered_is_refused():
    receiver = ClipReceiver(offer(3))
    receiver.take(ClipPart(clip_id=1, offset=0, data=b"abc"))
    with pytest.raises(ProtocolError, match="clip_checksum_differs"):
        receiver.content()


def test_text_longer_than_a_text_may_be_is_refused_before_it_comes():
    with pytest.raises(ProtocolError, match="clip_too_large"):
        ClipReceiver(offer(limits.CLIP_TEXT_MAX_BYTES + 1))
    ClipReceiver(offer(limits.CLIP_TEXT_MAX_BYTES + 1, kind="image"))
