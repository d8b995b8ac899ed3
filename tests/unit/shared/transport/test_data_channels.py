"""Before the binding nothing but the right `bind` passes; afterwards a busy channel keeps only the newest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ProtocolError
from shared.protocol import codec
from shared.protocol import peer_messages as p
from shared.protocol.peer_messages import ChannelLabel
from shared.transport.data_channels import BindingGate, NewestOnly, check_channel

THEIRS, OURS = b"t" * 32, b"o" * 32
BIND = codec.encode_peer(p.Bind(tag=THEIRS))


def test_binding_gate_right_tag_opens():
    gate = BindingGate(THEIRS, OURS)
    assert not gate.is_bound
    assert gate.admit(ChannelLabel.CONTROL, BIND) is False
    assert gate.is_bound
    assert gate.admit(ChannelLabel.INPUT, b"whatever comes now is for the codec") is True


def test_binding_gate_own_bind_is_a_bind_message_with_our_tag():
    message = codec.decode_from_agent(BindingGate(THEIRS, OURS).own_bind(), ChannelLabel.CONTROL)
    assert message == p.Bind(tag=OURS)


@pytest.mark.parametrize(
    ("label", "data"),
    [
        (ChannelLabel.CONTROL, codec.encode_peer(p.Bind(tag=b"x" * 32))),
        (ChannelLabel.CONTROL, codec.encode_peer(p.Bind(tag=OURS))),
        (ChannelLabel.INPUT, BIND),
        (ChannelLabel.FEEDBACK, BIND),
        (ChannelLabel.CONTROL, codec.encode_peer(p.Heartbeat(seq=1, sent_mono_ms=1))),
        (ChannelLabel.CONTROL, codec.encode_peer(p.CapabilityReturn(capability=next(iter(p.Capability))))),
        (
            ChannelLabel.INPUT,
            codec.encode_peer(p.InputBatch(input_epoch=0, first_seq=1, events=[p.PointerMove(1, 1)])),
        ),
        (ChannelLabel.CONTROL, b""),
        (ChannelLabel.CONTROL, BIND[:-1]),
        (ChannelLabel.CONTROL, BIND + b"\x00"),
        (ChannelLabel.CONTROL, b"\x00" * 17_000),
    ],
)
def test_binding_gate_anything_else_shuts_it_for_good(label: ChannelLabel, data: bytes):
    gate = BindingGate(THEIRS, OURS)
    with pytest.raises(ProtocolError):
        gate.admit(label, data)
    assert not gate.is_bound
    with pytest.raises(ProtocolError):
        gate.admit(ChannelLabel.CONTROL, BIND)
    assert not gate.is_bound


def test_binding_gate_refused_after_bound_admits_nothing():
    gate = BindingGate(THEIRS, OURS)
    gate.admit(ChannelLabel.CONTROL, BIND)
    gate.refuse()
    assert not gate.is_bound
    with pytest.raises(ProtocolError):
        gate.admit(ChannelLabel.CONTROL, BIND)


def test_binding_gate_equal_tags_cannot_be_made():
    with pytest.raises(ValueError, match="different tags"):
        BindingGate(OURS, OURS)


@given(st.lists(st.tuples(st.sampled_from(list(ChannelLabel)), st.binary(max_size=80)), min_size=1, max_size=20))
def test_binding_gate_no_sequence_without_the_tag_opens_it(messages: list[tuple[ChannelLabel, bytes]]):
    gate = BindingGate(THEIRS, OURS)
    for label, data in messages:
        with pytest.raises(ProtocolError):
            gate.admit(label, data)
        assert not gate.is_bound


def test_newest_only_same_topic_replaces_other_topics_wait():
    waiting = NewestOnly()
    for n in range(5):
        waiting.put("ack", b"ack%d" % n)
    waiting.put("refresh", b"refresh")
    waiting.put("ack", b"ack5")
    assert waiting.superseded_count == 5
    assert [waiting.take(), waiting.take(), waiting.take()] == [b"refresh", b"ack5", None]


def _check(label: str, ordered: bool, retransmits: int | None, life: int | None = None, known: set | None = None):
    return check_channel(label, ordered=ordered, max_retransmits=retransmits, max_life_ms=life, known=known or set())


def test_check_channel_our_three_pass():
    assert _check("control", True, None) is ChannelLabel.CONTROL
    assert _check("input", False, 0) is ChannelLabel.INPUT
    assert _check("feedback", False, 0) is ChannelLabel.FEEDBACK


@pytest.mark.parametrize(
    "arguments",
    [
        ("files", True, None),
        ("", True, None),
        ("CONTROL", True, None),
        ("control", False, None),
        ("control", True, 0),
        ("input", True, 0),
        ("input", False, None),
        ("input", False, 3),
        ("control", True, None, 100),
        ("control", True, None, None, {ChannelLabel.CONTROL}),
    ],
)
def test_check_channel_anything_else_is_a_protocol_error(arguments: tuple):
    with pytest.raises(ProtocolError):
        _check(*arguments)
