import pytest

from shared.errors import ProtocolError
from shared.pairing.keys import EpochKeys, Side
from shared.pairing.sealing import BODY_MAX_BYTES, PLAIN_MAX_BYTES, SealingBox, SealProblem
from shared.protocol import limits

KEYS = EpochKeys(0, b"\x01" * 32, b"\x02" * 32, b"\x03" * 32, b"\x04" * 32)
TT = b"\x05" * 32


def _boxes(keys=KEYS, other_keys=None, tt=TT, other_tt=None):
    return SealingBox(Side.SHARER, keys, tt), SealingBox(Side.AGENT, other_keys or keys, other_tt or tt)


def test_sealing_box_messages_open_in_order_both_ways():
    sharer, agent = _boxes()
    for number in range(3):
        plain = b"x" * number
        assert agent.open(sharer.seal(plain)) == plain
        assert sharer.open(agent.seal(plain)) == plain


def test_sealing_box_largest_message_fits_a_relay_body():
    sharer, agent = _boxes()
    body = sharer.seal(b"x" * PLAIN_MAX_BYTES)
    assert len(body) == BODY_MAX_BYTES
    assert agent.open(body) == b"x" * PLAIN_MAX_BYTES
    with pytest.raises(ProtocolError):
        sharer.seal(b"x" * (PLAIN_MAX_BYTES + 1))


def test_sealing_box_same_message_twice_looks_different():
    sharer, _ = _boxes()
    assert sharer.seal(b"a") != sharer.seal(b"a")


def test_sealing_box_other_epoch_transcript_or_key_does_not_open():
    other_epoch = EpochKeys(1, KEYS.seal_sharer, KEYS.seal_agent, KEYS.bind, KEYS.resume)
    for options in ({"other_keys": other_epoch}, {"other_tt": b"\x06" * 32}):
        sharer, agent = _boxes(**options)
        assert agent.open(sharer.seal(b"a")) is SealProblem.NOT_AUTHENTIC


def test_sealed_body_is_as_large_as_a_relayed_one_may_be():
    # This package may not know the wire's limits; an offer that fits them must not be refused here.
    assert BODY_MAX_BYTES == limits.RELAY_BODY_MAX_BYTES


@pytest.mark.parametrize("body", [b"", b"x" * 15, b"x" * (BODY_MAX_BYTES + 1), b"x" * 1_000_000])
def test_sealing_box_impossible_size_is_refused_for_good(body):
    sharer, agent = _boxes()
    assert agent.open(body) is SealProblem.WRONG_SIZE
    assert agent.open(sharer.seal(b"a")) is SealProblem.BROKEN


def test_sealing_box_left_out_message_is_noticed():
    sharer, agent = _boxes()
    sharer.seal(b"first")
    assert agent.open(sharer.seal(b"second")) is SealProblem.NOT_AUTHENTIC


def test_sealing_box_shows_counts_only():
    sharer, _ = _boxes()
    sharer.seal(b"a")
    assert repr(sharer) == "SealingBox(sent=1, received=0)"
