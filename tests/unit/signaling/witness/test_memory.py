import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import ChainHead, raw_public_key
from shared.audit.checkpoint import sign_checkpoint
from shared.audit.verifier import SessionTally
from signaling.witness.memory import MEMORY_FILE, MemoryUnusableError, make_memory, read_memory, write_memory

KEY = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
PUBLIC = raw_public_key(KEY)
TALLY = SessionTally(ChainHead(5, "ab" * 32), is_whole_from_start=True, client_key="cd" * 32, last_cseq=2)
MEMORY = make_memory(
    sign_checkpoint("https://help.example", ChainHead(9, "ef" * 32), KEY),
    server_key=b"k" * 32,
    sessions={"a" * 32: TALLY},
)


def test_memory_comes_back_as_it_was(tmp_path):
    assert read_memory(tmp_path, PUBLIC) is None
    write_memory(tmp_path, MEMORY)
    assert read_memory(tmp_path, PUBLIC) == MEMORY


def test_memory_of_another_witness_is_refused(tmp_path):
    write_memory(tmp_path, MEMORY)
    with pytest.raises(MemoryUnusableError) as refused:
        read_memory(tmp_path, raw_public_key(Ed25519PrivateKey.generate()))
    assert refused.value.reason == "memory_foreign"


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"note": 5},
        {"note": "hello"},
        {"note": "x" * 9000},
        {"server_key": "00"},
        {"sessions": []},
        {"sessions": {"short": {}}},
        {"sessions": {"a" * 32: {"count": "1"}}},
        {
            "sessions": {
                "a" * 32: {
                    "count": True,
                    "head": "a" * 64,
                    "last_cseq": 1,
                    "is_whole_from_start": True,
                    "client_key": None,
                }
            }
        },
    ],
)
def test_memory_that_is_damaged_is_refused_and_not_begun_anew(tmp_path, change):
    write_memory(tmp_path, MEMORY)
    path = tmp_path / MEMORY_FILE
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change))
    with pytest.raises(MemoryUnusableError):
        read_memory(tmp_path, PUBLIC)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_memory_that_is_no_json_of_ours_is_refused(tmp_path, data):
    (tmp_path / MEMORY_FILE).write_bytes(data)
    with pytest.raises(MemoryUnusableError):
        read_memory(tmp_path, PUBLIC)
