"""Reads one record for a walk: its fields, both hashes taken anew, and the bytes its person signed.

There are two ways to the same `Reading`. The plain one parses, checks every rule in turn and encodes again; it says
what is wrong with a record. The quick one is a single expression that fits only records in canonical form with
nothing unusual in them (no escapes, short numbers), and takes the hashes over pieces of the line itself. What does
not fit it goes the plain way, so the quick one never decides that something is wrong.
"""

import hashlib
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from shared.audit.canonical import CanonicalFormError, canonical_json, parse_canonical
from shared.audit.chain import (
    AUDIT_PREFIX,
    RECORD_MAX_BYTES,
    RECORD_VERSION,
    SESSION_PREFIX,
    link_hash,
    session_link_hash,
)
from shared.audit.event import (
    ACTOR_KINDS,
    DATA_MAX_ENTRIES,
    EVENT_SIGNING_PREFIX,
    FORBIDDEN_NAMES,
    HASH_PATTERN,
    INSTANT_PATTERN,
    OUTCOMES,
    SID_PATTERN,
    SIGNATURE_PATTERN,
    TAG_PATTERN,
    AuditTag,
    check_flat_map,
    event_signing_bytes,
)

QUICK_MAX_BYTES = 4_096  # so short that no limit on a single text can be passed unseen; usual ones have 400 to 900

_ALWAYS = frozenset({"v", "seq", "ts", "type", "outcome", "actor", "data", "prev", "hash"})
_OF_SESSION = frozenset({"sid", "sseq", "sprev"})
_OF_CLIENT = frozenset({"cseq", "cts", "sig", "key"})
_MAY_HAVE = frozenset({"peer"})

_TEXT = r'"[ !#-\[\]-~]*"'  # printable ASCII without quote and backslash: stands for itself, nothing to escape
_COUNT = r"[1-9][0-9]{0,14}"
_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"
_VALUE = rf'(?:"[ !#-\[\]-~]{{0,200}}"|0|-?{_COUNT}|true|false)'
_PAIR = rf'"[a-z][a-z0-9_]{{0,39}}":{_VALUE}'
_MAP = rf"\{{(?:{_PAIR}(?:,{_PAIR})*)?\}}"
_QUICK = re.compile(
    rf'\{{"actor":\{{"id":{_TEXT},"kind":"(?:agent|operator|person|server)"\}},'
    rf'(?:"cseq":({_COUNT}),"cts":"{_INSTANT}",)?'
    rf'"data":({_MAP}),'
    r'"hash":"([0-9a-f]{64})",'
    r'(?:"key":"([0-9a-f]{64})",)?'
    r'"outcome":"(ok|denied|failed)",'
    rf'(?:"peer":({_MAP}),)?'
    rf'"prev":"([0-9a-f]{{64}})","seq":({_COUNT}),'
    r'(?:"sid":"([0-9a-f]{32})",)?'
    r'(?:"sig":"([0-9a-f]{128})",)?'
    rf'(?:"sprev":"([0-9a-f]{{64}})","sseq":({_COUNT}),)?'
    rf'"ts":"{_INSTANT}","type":"([a-z]+:[a-z_]+:[a-z_]+)","v":1\}}'
)
_NAMES = re.compile(r'[{,]"([a-z][a-z0-9_]*)":')
_CLIENT_KEY = re.compile(r'[{,]"client_key":("[^"]*")?')
# How far before a value its member begins: the quoted name and the colon, and the quote of a text.
_BEFORE_CSEQ, _BEFORE_HASH, _BEFORE_PREV = len('"cseq":'), len('"hash":"'), len('"prev":"')
_AFTER_TEXT, _AFTER_NUMBER = len('",'), len(",")


class Reading(NamedTuple):
    """What a walk needs of one record.

    Attributes:
        problem: why it could not be read; nothing else means anything then. Empty otherwise.
        seq: its number in the server's chain.
        prev: hash of the event before, in hex.
        hash: its own hash as it says, in hex.
        is_hash_right: the hash fits its text.
        type: its tag.
        sid: its session; None for an event of none, and then nothing below means anything.
        sseq: its number in the session's chain.
        sprev: session hash of the event before, in hex.
        session_hash: its own, taken anew, in hex.
        client_key: the person's key that an opening event names, in hex; None when it names none.
        cseq: the person's own count; 0 when the event is not signed by the person's program.
        sig: that signature, in hex.
        key: the key it names, in hex.
        signed: the bytes that were signed.
        pruning: the data of an event that says what was pruned, as JSON; empty for every other.
    """

    problem: str
    seq: int = 0
    prev: str = ""
    hash: str = ""
    is_hash_right: bool = False
    type: str = ""
    sid: str | None = None
    sseq: int = 0
    sprev: str = ""
    session_hash: str = ""
    client_key: str | None = None
    cseq: int = 0
    sig: str = ""
    key: str = ""
    signed: bytes = b""
    pruning: str = ""


def read_record(line: bytes) -> Reading:
    """Read a record the quick way when it fits, else the plain way. Never raises."""
    return read_quickly(line) or read_plainly(line)


def read_plainly(line: bytes) -> Reading:
    """Read any bytes, rule by rule. Never raises."""
    try:
        record: Any = parse_canonical(line) if len(line) <= RECORD_MAX_BYTES else None
    except CanonicalFormError as error:
        return Reading(error.reason)
    if problem := _check_shape(record):
        return Reading(problem)
    reading = Reading(
        "",
        seq=record["seq"],
        prev=record["prev"],
        hash=record["hash"],
        is_hash_right=link_hash(record["prev"], record) == record["hash"],
        type=record["type"],
        pruning=canonical_json(record["data"]).decode("ascii") if record["type"] == AuditTag.LOG_PRUNED else "",
    )
    return reading if "sid" not in record else reading._replace(**_session_part(record))


def read_quickly(line: bytes) -> Reading | None:
    """Read a record if it is one of the usual kind, in canonical form; None when the plain way has to decide."""
    if len(line) > QUICK_MAX_BYTES or not line.isascii():
        return None
    match = _QUICK.fullmatch(line.decode("ascii"))
    if match is None:
        return None
    cseq, data, digest, key, outcome, peer, prev, seq, sid, sig, sprev, sseq, tag = match.groups()
    is_signed, is_of_session = cseq is not None, sid is not None
    if (key is not None, sig is not None) != (is_signed, is_signed) or (sprev is not None) != is_of_session:
        return None
    if (is_signed and not is_of_session) or not _are_names_fit(data) or (peer and not _are_names_fit(peer)):
        return None
    hash_at, hash_end = match.start(3) - _BEFORE_HASH, match.end(3) + _AFTER_TEXT
    before, after = line[:hash_at], line[hash_end:]
    found = hashlib.sha256(AUDIT_PREFIX + bytes.fromhex(prev) + before + after).hexdigest()
    if not is_of_session:
        reading = Reading("", int(seq), prev, digest, found == digest, tag)
        return reading._replace(pruning=data) if tag == AuditTag.LOG_PRUNED else reading
    place_at, place_end = match.start(7) - _BEFORE_PREV, match.end(8) + _AFTER_NUMBER
    own = before + line[hash_end:place_at] + line[place_end:]
    session_hash = hashlib.sha256(SESSION_PREFIX + bytes.fromhex(sprev) + own).hexdigest()
    client_key, signed = None, b""
    if tag == AuditTag.SESSION_OPENED and (named := _CLIENT_KEY.search(data)) and named[1]:
        client_key = named[1][1:-1]
    if is_signed:
        rest = f'"outcome":"{outcome}","sid":"{sid}","type":"{tag}"}}'.encode("ascii")
        signed = EVENT_SIGNING_PREFIX + b"{" + line[match.start(1) - _BEFORE_CSEQ : hash_at] + rest
    # By place, for this line runs for every event of a file.
    return Reading(
        "",
        int(seq),
        prev,
        digest,
        found == digest,
        tag,
        sid,
        int(sseq),
        sprev,
        session_hash,
        client_key,
        int(cseq) if is_signed else 0,
        sig or "",
        key or "",
        signed,
    )


def _are_names_fit(text: str) -> bool:
    # Sorted, none twice, not too many, none under which a secret would travel.
    names = _NAMES.findall(text)
    return (
        len(names) <= DATA_MAX_ENTRIES
        and FORBIDDEN_NAMES.isdisjoint(names)
        and all(first < second for first, second in pairwise(names))
    )


def _session_part(record: Mapping[str, Any]) -> dict[str, Any]:
    key = record["data"].get("client_key") if record["type"] == AuditTag.SESSION_OPENED else None
    part = {
        "sid": record["sid"],
        "sseq": record["sseq"],
        "sprev": record["sprev"],
        "session_hash": session_link_hash(record["sprev"], record),
        "client_key": key if isinstance(key, str) else None,
    }
    if "sig" in record:
        part |= {name: record[name] for name in ("cseq", "sig", "key")}
        part["signed"] = event_signing_bytes(
            record["sid"], record["cseq"], record["cts"], record["type"], record["outcome"], record["data"]
        )
    return part


def _check_shape(record: Any) -> str | None:
    # In one place and complete, so that the checks above may take every field as it is meant.
    if not isinstance(record, dict):
        return "not_a_record"
    names = frozenset(record)
    rest = names - _ALWAYS - _MAY_HAVE
    is_known_set = rest in (frozenset(), _OF_SESSION, _OF_SESSION | _OF_CLIENT)
    if not (names >= _ALWAYS and is_known_set):
        return "fields_differ"
    is_fit = (
        _is_count(record["v"])  # True equals 1 and is none
        and record["v"] == RECORD_VERSION
        and _is_count(record["seq"])
        and _matches(INSTANT_PATTERN, record["ts"])
        and _matches(TAG_PATTERN, record["type"])
        and isinstance(record["outcome"], str)
        and record["outcome"] in OUTCOMES
        and _matches(HASH_PATTERN, record["prev"])
        and _matches(HASH_PATTERN, record["hash"])
        and _is_actor(record["actor"])
        and _is_flat_map(record["data"])
        and _is_flat_map(record.get("peer", {}))
    )
    if is_fit and "sid" in record:
        is_fit = (
            _matches(SID_PATTERN, record["sid"])
            and _is_count(record["sseq"])
            and _matches(HASH_PATTERN, record["sprev"])
        )
    if is_fit and "sig" in record:
        is_fit = (
            _is_count(record["cseq"])
            and _matches(INSTANT_PATTERN, record["cts"])
            and _matches(SIGNATURE_PATTERN, record["sig"])
            and _matches(HASH_PATTERN, record["key"])
        )
    return None if is_fit else "field_out_of_range"


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 1


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_flat_map(value: Any) -> bool:
    return isinstance(value, dict) and check_flat_map(value) is None


def _is_actor(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"kind", "id"}
        and isinstance(value["kind"], str)
        and value["kind"] in ACTOR_KINDS
        and isinstance(value["id"], str)
    )
