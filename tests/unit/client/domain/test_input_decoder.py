"""Batches in, each event once and in order out."""

import pytest

from client.domain.input_decoder import GAP_RELEASE_MS, SILENCE_RELEASE_MS, Decoded, InputDecoder
from shared.protocol.peer_messages import InputAck, InputBatch, KeyChange


def _keys(first: int, count: int) -> list[KeyChange]:
    """Event n of an epoch presses usage n + 3, so that its number can be read off."""
    return [KeyChange(number + 3, True) for number in range(first, first + count)]


def _batch(first: int, count: int, epoch: int = 1) -> InputBatch:
    return InputBatch(input_epoch=epoch, first_seq=first, events=list(_keys(first, count)))


@pytest.fixture
def decoder() -> InputDecoder:
    decoder = InputDecoder()
    decoder.set_epoch(1)
    return decoder


def _ack(last: int, epoch: int = 1) -> InputAck:
    return InputAck(input_epoch=epoch, last_seq=last)


def test_decoder_batches_in_order_give_every_event(decoder: InputDecoder) -> None:
    assert decoder.decode(_batch(1, 2), 0) == Decoded(tuple(_keys(1, 2)), _ack(2))
    assert decoder.decode(_batch(3, 1), 0) == Decoded(tuple(_keys(3, 1)), _ack(3))


def test_decoder_overlapping_batch_gives_only_the_new_part(decoder: InputDecoder) -> None:
    decoder.decode(_batch(1, 3), 0)
    assert decoder.decode(_batch(2, 4), 0) == Decoded(tuple(_keys(4, 2)), _ack(5))


def test_decoder_repeated_or_older_batch_is_answered_again(decoder: InputDecoder) -> None:
    decoder.decode(_batch(1, 5), 0)
    assert decoder.decode(_batch(1, 5), 0) == Decoded((), _ack(5))
    assert decoder.decode(_batch(1, 2), 0) == Decoded((), _ack(5))


def test_decoder_gap_gives_nothing_until_it_is_filled(decoder: InputDecoder) -> None:
    assert decoder.decode(_batch(3, 2), 0) == Decoded((), _ack(0))
    assert decoder.decode(_batch(1, 4), 0) == Decoded(tuple(_keys(1, 4)), _ack(4))


def test_decoder_number_zero_is_never_new(decoder: InputDecoder) -> None:
    batch = InputBatch(input_epoch=1, first_seq=0, events=list(_keys(0, 3)))
    assert decoder.decode(batch, 0).events == tuple(_keys(1, 2))


def test_decoder_other_epoch_gets_no_answer(decoder: InputDecoder) -> None:
    assert decoder.decode(_batch(1, 2, epoch=0), 0) == Decoded()
    assert decoder.decode(_batch(1, 2, epoch=2), 0) == Decoded()
    decoder.set_epoch(None)
    assert decoder.decode(_batch(1, 2), 0) == Decoded()


def test_decoder_new_epoch_counts_anew(decoder: InputDecoder) -> None:
    decoder.decode(_batch(1, 5), 0)
    decoder.set_epoch(2)
    assert decoder.decode(_batch(1, 1, epoch=2), 0) == Decoded(tuple(_keys(1, 1)), _ack(1, epoch=2))


def test_decoder_same_epoch_again_keeps_counting(decoder: InputDecoder) -> None:
    decoder.decode(_batch(1, 5), 0)
    decoder.set_epoch(1)
    assert decoder.decode(_batch(1, 5), 0).events == ()


def test_decoder_gap_never_filled_asks_for_release(decoder: InputDecoder) -> None:
    decoder.decode(_batch(1, 1), 0)
    decoder.decode(_batch(5, 1), 100)
    decoder.decode(_batch(9, 1), 900)
    assert not decoder.must_release(99 + GAP_RELEASE_MS)
    assert decoder.must_release(100 + GAP_RELEASE_MS)
    decoder.decode(_batch(2, 8), 100 + GAP_RELEASE_MS)
    assert not decoder.must_release(100 + GAP_RELEASE_MS)


def test_decoder_silence_asks_for_release(decoder: InputDecoder) -> None:
    assert not decoder.must_release(10**9)
    decoder.decode(_batch(1, 1), 0)
    decoder.decode(_batch(1, 1), 500)
    assert not decoder.must_release(499 + SILENCE_RELEASE_MS)
    assert decoder.must_release(500 + SILENCE_RELEASE_MS)


def test_decoder_what_is_long_over_is_no_sign_of_a_hand(decoder: InputDecoder) -> None:
    decoder.decode(_batch(1, 5), 0)
    for now_ms in range(100, SILENCE_RELEASE_MS, 100):
        decoder.decode(_batch(1, 2), now_ms)
        assert not decoder.must_release(now_ms)
    assert decoder.must_release(SILENCE_RELEASE_MS)
    decoder.decode(_batch(5, 1), SILENCE_RELEASE_MS)
    assert not decoder.must_release(SILENCE_RELEASE_MS), "the last event again is how a held key is kept"
