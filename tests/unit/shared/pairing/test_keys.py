import hashlib
import json
from dataclasses import fields
from pathlib import Path

import pytest

from shared.pairing.binding import make_bind_tag
from shared.pairing.keys import (
    CTX,
    EPOCH_MAX,
    EpochKeys,
    Side,
    derive_keys,
    derive_next_epoch,
    hash_secret,
    hash_transcript,
    lp,
    make_identity,
)
from shared.pairing.sealing import SealingBox
from shared.pairing.verification import make_short_string

VECTOR = json.loads((Path(__file__).parents[3] / "vectors" / "pairing" / "keys.json").read_text())


def _schedule():
    sharer, agent = (make_identity(side, "wss://help.example", "417") for side in (Side.SHARER, Side.AGENT))
    transcript = hash_transcript(sharer, agent, b"A" + b"\x01" * 32, b"B" + b"\x02" * 32)
    keys = derive_keys(b"\x03" * 32, transcript)
    box = SealingBox(Side.SHARER, keys.first, transcript)
    second = derive_next_epoch(keys.first, transcript)
    tag = make_bind_tag(
        keys.first.bind, Side.AGENT, 0, fingerprint_sharer=b"\x04" * 32, fingerprint_agent=b"\x05" * 32
    )
    return {
        "password": hash_secret("38291560").hex(),
        "identity_sharer": sharer.hex(),
        "identity_agent": agent.hex(),
        "transcript_hash": transcript.hex(),
        "confirm_sharer": keys.confirm_sharer.hex(),
        "confirm_agent": keys.confirm_agent.hex(),
        "sas": keys.sas.hex(),
        "short_string": make_short_string(keys.sas),
        **{
            f"epoch0_{name}": getattr(keys.first, name).hex()
            for name in ("seal_sharer", "seal_agent", "bind", "resume")
        },
        **{f"epoch1_{name}": getattr(second, name).hex() for name in ("seal_sharer", "seal_agent", "bind", "resume")},
        "sealed_first": box.seal(b"hello").hex(),
        "sealed_second": box.seal(b"hello").hex(),
        "bind_tag_agent": tag.hex(),
    }


def test_key_schedule_is_still_the_one_of_version_1():
    # If this fails, this program no longer pairs with those already out there.
    assert _schedule() == VECTOR


def test_lp_no_two_lists_of_parts_are_the_same():
    assert lp(b"ab", b"c") == b"\x00\x00\x00\x02ab\x00\x00\x00\x01c"
    assert len({lp(b"ab", b"c"), lp(b"a", b"bc"), lp(b"abc"), lp(b"abc", b""), lp(b"", b"abc"), lp()}) == 6


def test_hash_secret_follows_its_written_definition():
    joined = b"\x00\x00\x00\x10" + CTX + b"\x00\x00\x00\x02pw" + b"\x00\x00\x00\x0838291560"
    assert hash_secret("38291560") == hashlib.sha256(joined).digest()


def test_derive_keys_no_two_are_equal_and_all_depend_on_both_inputs():
    def everything(secret, transcript):
        keys = derive_keys(secret, transcript)
        second = derive_next_epoch(keys.first, transcript)
        epochs = [
            getattr(epoch, name)
            for epoch in (keys.first, second)
            for name in ("seal_sharer", "seal_agent", "bind", "resume")
        ]
        return [keys.confirm_sharer, keys.confirm_agent, keys.sas, *epochs]

    found = (
        everything(b"\x01" * 32, b"\x02" * 32)
        + everything(b"\x01" * 32, b"\x03" * 32)
        + everything(b"\x04" * 32, b"\x02" * 32)
    )
    assert len(found) == 33
    assert len(set(found)) == 33
    assert {len(key) for key in found} == {32}


def test_derive_next_epoch_cannot_count_past_its_field():
    last = EpochKeys(EPOCH_MAX, b"", b"", b"", b"\x01" * 32)
    with pytest.raises(OverflowError):
        derive_next_epoch(last, b"")


def test_keys_show_no_secret_in_text_form():
    keys = derive_keys(b"\x01" * 32, b"\x02" * 32)
    assert repr(keys) == "PairingKeys(first=EpochKeys(epoch=0))"
    assert all(field.name == "epoch" or not field.repr for field in fields(EpochKeys))


def test_make_short_string_is_six_digits_with_leading_zeros():
    assert make_short_string(b"\x00" * 32) == "000 000"
    assert make_short_string((1_000_042).to_bytes(8, "big") + b"\xff" * 24) == "000 042"
