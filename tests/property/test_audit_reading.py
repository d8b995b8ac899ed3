"""The quick way to read a record and the plain one agree on everything, whatever was done to it; so do pool and walk."""

import functools
import io
import json
import random
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.audit.canonical import canonical_json
from shared.audit.chain import EMPTY_CHAIN, link_hash
from shared.audit.event import AuditTag
from shared.audit.record_reading import read_plainly, read_quickly
from shared.audit.signature_pool import read_signed
from shared.audit.verifier import ChainWalk
from tests.unit.shared.audit.conftest import SUMMARY, Record

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["a" * 64, '"', "\\", "\x7f", ","]
)
VALUES = TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none() | st.floats()
NAMES = st.sampled_from(["hash", "prev", "seq", "cseq", "client_key", "password", "a", "a_b", "ab", "z9", "A", ""])
FIELDS = st.sampled_from([
    "v", "seq", "ts", "type", "outcome", "actor", "data", "prev", "hash", "sid", "sseq", "sprev", "cseq", "cts", "sig",
    "key", "peer", "extra",
])  # fmt: skip
SIDS = ("a" * 32, "b" * 32)


@functools.cache
def _record():
    record = Record()
    record.append(AuditTag.LOGIN_OK, {"method": "password"})
    for sid in SIDS:
        record.open(sid)
        record.grant(sid)
        record.append(AuditTag.CONTROL_SUMMARY, SUMMARY, sid, signed_by=record.person_key)
    record.append(AuditTag.LOGIN_FAILED, {"method": "пароль", "reason": "a\nb"})
    record.close(SIDS[0])
    return record


def _agree(line):
    quick = read_quickly(line)
    assert quick is None or quick == read_plainly(line)


@settings(max_examples=600)
@given(st.data())
def test_quick_way_agrees_with_the_plain_on_changed_bytes(data):
    line = bytearray(data.draw(st.sampled_from(_record().lines())))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(line) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "put"])):
            case "flip":
                line[place] = data.draw(st.integers(0, 255))
            case "cut":
                del line[place : place + data.draw(st.integers(1, 12))]
            case _:
                line[place:place] = data.draw(
                    st.sampled_from([b"0", b'"', b",", b" ", b"\\u0041", b'"a":1,', b"-", b"\x7f"])
                )
        if not line:
            break
    _agree(bytes(line))


@settings(max_examples=600)
@given(st.data())
def test_quick_way_agrees_with_the_plain_on_changed_fields(data):
    found = json.loads(data.draw(st.sampled_from(_record().lines())))
    for field in data.draw(st.lists(FIELDS, max_size=3)):
        if data.draw(st.booleans()):
            found.pop(field, None)
        elif field in ("data", "peer"):
            found[field] = data.draw(st.dictionaries(NAMES, VALUES, max_size=5))
        else:
            found[field] = data.draw(
                VALUES | st.sampled_from([*SIDS, "0" * 64, "0" * 128, "2026-11-22T02:25:43.120Z"])
            )
    if data.draw(st.booleans()) and isinstance(found.get("prev"), str) and len(found["prev"]) == 64:
        found["hash"] = _hash_or_keep(found)
    _agree(json.dumps(found, sort_keys=True, separators=(",", ":")).encode())


def _hash_or_keep(found):
    try:
        return link_hash(found["prev"], found)
    except ValueError:
        return found.get("hash")
    except Exception:  # noqa: BLE001 - has no canonical form; then it keeps its hash
        return found.get("hash")


@settings(max_examples=100)
@given(st.integers(0, 2**32))
def test_signatures_checked_elsewhere_give_the_same_verdict(seed):
    chance = random.Random(seed)
    lines = list(_record().lines())
    for _ in range(chance.randrange(4)):
        index = chance.randrange(len(lines))
        found = json.loads(lines[index])
        match chance.randrange(4):
            case 0 if "sig" in found:
                found["sig"] = f"{chance.getrandbits(512):0128x}"
            case 1:
                found["outcome"] = "denied"
            case 2:
                del lines[index]
                continue
            case _:
                lines[index] = lines[chance.randrange(len(lines))]
                continue
        lines[index] = canonical_json({**found, "hash": link_hash(found["prev"], found)})
    plain = ChainWalk(start=EMPTY_CHAIN)
    for line in lines:
        plain.feed(line)
    pooled = ChainWalk(start=EMPTY_CHAIN)
    with ThreadPoolExecutor(2) as executor:
        for reading, is_right in read_signed(io.BytesIO(b"\n".join(lines)).read().splitlines(), executor):
            pooled.take(reading, is_signature_right=is_right)
    assert pooled.finish() == plain.finish()
