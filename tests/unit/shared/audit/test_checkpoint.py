import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import EMPTY_CHAIN, ChainHead, raw_public_key
from shared.audit.checkpoint import (
    NOTE_MAX_BYTES,
    Checkpoint,
    CheckpointProblem,
    encode_witness_line,
    is_origin_fit,
    read_checkpoint,
    read_checkpoint_file,
    sign_checkpoint,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
PUBLIC = raw_public_key(KEY)
HEAD = ChainHead(1234, "ab" * 32)
ORIGIN = "https://help.example:8443"
NOTE = sign_checkpoint(ORIGIN, HEAD, KEY)


def test_note_is_three_lines_an_empty_one_and_the_signature_of_the_three():
    text, _, signature = NOTE.decode().partition("\n\n")
    assert text == f"alongside-checkpoint-v1 {ORIGIN}\n1234\n{'ab' * 32}"
    dash, name, mark = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("—", "alongside-witness")
    # As C2SP signed-note has it, so that its tools find the key.
    raw = base64.b64decode(mark)
    assert raw[:4] == hashlib.sha256(b"alongside-witness\n\x01" + PUBLIC).digest()[:4]
    KEY.public_key().verify(raw[4:], text.encode() + b"\n")


def test_read_checkpoint_gives_back_what_was_signed():
    found = read_checkpoint(NOTE)
    assert isinstance(found, Checkpoint)
    assert (found.origin, found.head) == (ORIGIN, HEAD)
    assert found.is_signed_by(PUBLIC)
    assert not found.is_signed_by(raw_public_key(Ed25519PrivateKey.generate()))


def test_read_checkpoint_takes_a_second_signature_beside_the_first():
    found = read_checkpoint(NOTE + "— other.example/w2 AAAAAAAA\n".encode())
    assert isinstance(found, Checkpoint)
    assert found.is_signed_by(PUBLIC)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"\n1234\n", b"\n1235\n"), (b"abab", b"abac"), (b"help.example", b"hell.example")],
)
def test_changed_checkpoint_is_not_signed(old, new):
    found = read_checkpoint(NOTE.replace(old, new, 1))
    assert isinstance(found, Checkpoint)
    assert not found.is_signed_by(PUBLIC)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\xff",
        b"hello",
        NOTE.replace(b"-v1 ", b"-v2 "),
        NOTE.replace(b"alongside-checkpoint-v1 ", b""),
        NOTE.replace(b"1234", b"01234"),
        NOTE.replace(b"1234", b"0"),
        NOTE.replace(b"1234", "١٢".encode()),
        NOTE.replace(b"1234", b"9" * 16),
        NOTE.replace(b"abab", b"ABAB", 1),
        NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.partition(b"\n\n")[0] + b"\n\n",
        NOTE.rstrip(b"\n"),
        NOTE.replace(b"alongside-witness ", b"alongside witness "),
        NOTE.replace("— ".encode(), b"- "),
        NOTE.rstrip(b"=\n") + b"!=\n",
        NOTE + "— other AAAA\n".encode() * 16,
    ],
)
def test_read_checkpoint_anything_else_is_none(note):
    assert read_checkpoint(note) is CheckpointProblem.NOT_A_CHECKPOINT


def test_read_checkpoint_too_long_is_not_read():
    assert read_checkpoint(b"x" * (NOTE_MAX_BYTES + 1)) is CheckpointProblem.TOO_LARGE


@pytest.mark.parametrize("origin", ["", "two words", "https://x\n1", "ă", "x" * 301, "\x7f"])
def test_sign_checkpoint_refuses_a_name_that_would_break_the_lines(origin):
    assert not is_origin_fit(origin)
    with pytest.raises(ValueError, match="not a checkpoint"):
        sign_checkpoint(origin, HEAD, KEY)


def test_sign_checkpoint_refuses_the_empty_chain():
    with pytest.raises(ValueError, match="not a checkpoint"):
        sign_checkpoint(ORIGIN, EMPTY_CHAIN, KEY)


def test_read_checkpoint_file_takes_a_note_or_the_lines_of_a_witness():
    longer = sign_checkpoint(ORIGIN, ChainHead(2000, "cd" * 32), KEY)
    lines = encode_witness_line(NOTE, "2026-11-22T02:25:43.120Z") + encode_witness_line(longer, "x")
    (one,) = read_checkpoint_file(NOTE)
    assert one.head == HEAD
    assert [found.head.count for found in read_checkpoint_file(lines)] == [1234, 2000]


def test_read_checkpoint_file_passes_over_what_a_crash_cut_short():
    line = encode_witness_line(NOTE, "x")
    for cut in (line[:100], b'{"kind":"alongside-checkpoint","note":5}', b'{"note":"x"}', b"[" * 50_000, b"\xff\xfe"):
        (one,) = read_checkpoint_file(cut + b"\n" + line)
        assert one.head == HEAD
        assert read_checkpoint_file(cut) is CheckpointProblem.NOT_A_CHECKPOINT


def test_encode_witness_line_is_one_line_of_json():
    line = encode_witness_line(NOTE, "x")
    assert line.count(b"\n") == 1
    assert json.loads(line)["note"].encode() == NOTE
