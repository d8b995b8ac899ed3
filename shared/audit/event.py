"""What is put on record: the name of every event, what its data must hold, and the bytes a client signs.

Needs the standard library only, so that the offline verifier runs anywhere.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from shared.audit.canonical import CanonicalFormError, canonical_json
from shared.capability import Capability

EVENT_SIGNING_PREFIX = b"alongside-event-v1\x00"
PREVIOUS_NAME = "before_sha256"
"""In the data of a person's event: `statement_digest` of the one before it, put there by their own program."""
CONSENT_PREFIX = "session:consent:"
REPLACED_SOURCES = frozenset({"screen_changed", "renewed"})
"""A right is `revoked` for these when only an earlier yes ended: it goes on under a later one that stands before."""

DATA_MAX_ENTRIES = 24  # the same numbers as in docs/protocol.md; this package may not import the wire's limits
DATA_TEXT_MAX_CHARS = 200
OUTCOMES = frozenset({"ok", "denied", "failed"})
ACTOR_KINDS = frozenset({"person", "agent", "operator", "server"})

EventData = Mapping[str, str | int | bool]

SID_PATTERN = re.compile(r"[0-9a-f]{32}")
TAG_PATTERN = re.compile(r"[a-z]+:[a-z_]+:[a-z_]+")
INSTANT_PATTERN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
HASH_PATTERN = re.compile(r"[0-9a-f]{64}")
SIGNATURE_PATTERN = re.compile(r"[0-9a-f]{128}")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CAPABILITIES = frozenset(str(capability) for capability in Capability)
# Names under which a secret or somebody's words would travel; refused whatever the event.
FORBIDDEN_NAMES = frozenset(
    {"password", "code", "pairing_code", "secret", "token", "sdp", "clipboard", "keys", "text"}
)


class AuditTag(StrEnum):
    """Every event as `subject:object:action`. A new meaning is a new member; none is ever reused or renamed."""

    LOGIN_OK = "auth:login:ok"
    LOGIN_FAILED = "auth:login:failed"
    LOGIN_LOCKED = "auth:login:locked"
    LOGOUT_OK = "auth:logout:ok"
    ACCESS_DENIED = "auth:access:denied"
    STEP_UP_OK = "auth:step_up:ok"
    STEP_UP_FAILED = "auth:step_up:failed"
    # A console was to be signed in by a browser: whoever signed in there said yes, or it was refused.
    HAND_OVER_GRANTED = "auth:hand_over:granted"
    HAND_OVER_REFUSED = "auth:hand_over:refused"

    CODE_MADE = "code:slot:made"
    CODE_CLAIMED = "code:slot:claimed"
    CODE_RELEASED = "code:slot:released"
    CODE_EXPIRED = "code:slot:expired"

    PAIR_OK = "pair:session:ok"
    PAIR_FAILED = "pair:session:failed"

    SESSION_OPENED = "session:life:opened"
    SESSION_RESUMED = "session:life:resumed"
    SESSION_CLOSED = "session:life:closed"

    CONSENT_ASKED = "session:consent:asked"
    CONSENT_GRANTED = "session:consent:granted"
    CONSENT_DENIED = "session:consent:denied"
    CONSENT_REVOKED = "session:consent:revoked"
    CONSENT_EXPIRED = "session:consent:expired"
    CONSENT_PAUSED = "session:consent:paused"
    CONSENT_RESUMED = "session:consent:resumed"
    CONSENT_SUSPICIOUS = "session:consent:suspicious"
    CONTROL_SUMMARY = "session:control:summary"
    CHAT_SUMMARY = "session:chat:summary"
    DRAWING_SUMMARY = "session:drawing:summary"
    FILES_SUMMARY = "session:files:summary"
    CLIP_MOVED = "session:clip:moved"

    # What is said of a session, also after its seal: events of the server's chain, which name the session in `sid`.
    RECORD_DESCRIBED = "session:record:described"
    RECORD_FILED = "session:record:filed"
    RECORD_RATED = "session:record:rated"
    RECORD_REPORTED = "session:record:reported"
    RECORD_RECEIPT = "session:record:receipt"
    RECORD_TAKEN = "session:record:taken"
    RECORD_ERASED = "session:record:erased"

    USER_CHANGED = "user:account:changed"
    POLICY_CHANGED = "policy:rule:changed"

    SERVER_STARTED = "server:life:started"
    SERVER_STOPPED = "server:life:stopped"

    LOG_EXPORTED = "log:chain:exported"
    LOG_PRUNED = "log:chain:pruned"
    LOG_CHECKPOINT = "log:chain:checkpoint"
    LOG_VERIFY_FAILED = "log:chain:verify_failed"


_SUMMARY_TAGS = frozenset(
    {
        AuditTag.CONTROL_SUMMARY,
        AuditTag.CHAT_SUMMARY,
        AuditTag.DRAWING_SUMMARY,
        AuditTag.FILES_SUMMARY,
        AuditTag.CLIP_MOVED,
    }
)

_RECORD_TAGS = frozenset(
    {
        AuditTag.RECORD_DESCRIBED,
        AuditTag.RECORD_FILED,
        AuditTag.RECORD_RATED,
        AuditTag.RECORD_REPORTED,
        AuditTag.RECORD_RECEIPT,
        AuditTag.RECORD_TAKEN,
        AuditTag.RECORD_ERASED,
    }
)

CLIENT_TAGS: frozenset[AuditTag] = frozenset(
    {tag for tag in AuditTag if tag.startswith(CONSENT_PREFIX)} | _SUMMARY_TAGS
)
"""What the assisted person's program may write, and must sign. The server writes everything else."""


class _Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    HEX = "hex"
    SID = "sid"
    CAPABILITY = "capability"
    LOCAL = "local"
    COPIED = "copied"
    """What was copied: `text` or `image`, and no word of it."""


_TEXT, _INT, _HEX = _Kind.TEXT, _Kind.INTEGER, _Kind.HEX
_CONSENT = {"capability": _Kind.CAPABILITY, "epoch": _INT}
_PROMPT = {**_CONSENT, "prompt_id": _INT}
# Somebody's words, encrypted under the session's own key: how long that is and its checksum, and nothing else.
_OF_SESSION = {"sid": _Kind.SID}
_SEALED = {**_OF_SESSION, "sealed_bytes": _INT, "sealed_sha256": _HEX}

REQUIRED_DATA: dict[AuditTag, dict[str, _Kind]] = {
    AuditTag.LOGIN_OK: {"method": _TEXT},
    AuditTag.LOGIN_FAILED: {"method": _TEXT, "reason": _TEXT},
    AuditTag.LOGIN_LOCKED: {"method": _TEXT, "locked_ms": _INT},
    AuditTag.LOGOUT_OK: {},
    AuditTag.ACCESS_DENIED: {"operation": _TEXT, "role": _TEXT},
    AuditTag.STEP_UP_OK: {"method": _TEXT},
    AuditTag.STEP_UP_FAILED: {"method": _TEXT, "reason": _TEXT},
    AuditTag.HAND_OVER_GRANTED: {"method": _TEXT, "asked_from": _TEXT},
    AuditTag.HAND_OVER_REFUSED: {"reason": _TEXT, "asked_from": _TEXT},
    AuditTag.CODE_MADE: {"nameplate_hash": _HEX},
    AuditTag.CODE_CLAIMED: {"nameplate_hash": _HEX, "agent_id": _TEXT},
    AuditTag.CODE_RELEASED: {"nameplate_hash": _HEX},
    AuditTag.CODE_EXPIRED: {"nameplate_hash": _HEX},
    AuditTag.PAIR_OK: {"agent_id": _TEXT, "transcript_hash": _HEX},
    AuditTag.PAIR_FAILED: {"agent_id": _TEXT, "failure": _TEXT},
    AuditTag.SESSION_OPENED: {
        "agent_id": _TEXT,
        "client_key": _HEX,
        "agent_key": _HEX,
        "client_program": _TEXT,
        "agent_program": _TEXT,
        "os_family": _TEXT,
    },
    AuditTag.SESSION_RESUMED: {"role": _TEXT},
    AuditTag.SESSION_CLOSED: {"reason": _TEXT, "events": _INT},
    AuditTag.CONSENT_ASKED: {**_PROMPT, "scope": _TEXT},
    AuditTag.CONSENT_GRANTED: {**_PROMPT, "scope": _TEXT, "shown_ms": _INT, "source": _Kind.LOCAL},
    AuditTag.CONSENT_DENIED: {**_PROMPT, "shown_ms": _INT, "source": _TEXT},
    AuditTag.CONSENT_REVOKED: {**_CONSENT, "source": _TEXT},
    AuditTag.CONSENT_EXPIRED: {**_CONSENT, "cause": _TEXT},
    AuditTag.CONSENT_PAUSED: {"epoch": _INT, "source": _TEXT},
    AuditTag.CONSENT_RESUMED: {"epoch": _INT, "source": _TEXT},
    AuditTag.CONSENT_SUSPICIOUS: {"epoch": _INT, "cause": _TEXT},
    AuditTag.CONTROL_SUMMARY: {"keys_down": _INT, "clicks": _INT, "moves": _INT, "first_at": _TEXT, "last_at": _TEXT},
    AuditTag.CHAT_SUMMARY: {"from_person": _INT, "from_agent": _INT},
    AuditTag.DRAWING_SUMMARY: {"marks": _INT, "moves": _INT},
    AuditTag.FILES_SUMMARY: {
        "capability": _Kind.CAPABILITY,
        "batch_id": _INT,
        "files": _INT,
        "saved": _INT,
        "bytes": _INT,
        "list_sha256": _HEX,
    },
    AuditTag.CLIP_MOVED: {"capability": _Kind.CAPABILITY, "kind": _Kind.COPIED, "bytes": _INT, "moved_bytes": _INT},
    AuditTag.RECORD_DESCRIBED: _SEALED,
    AuditTag.RECORD_FILED: {
        **_SEALED,
        "category": _TEXT,
        "category_before": _TEXT,
        "result": _TEXT,
        "result_before": _TEXT,
    },
    AuditTag.RECORD_RATED: {**_OF_SESSION, "stars": _INT, "stars_before": _INT},
    AuditTag.RECORD_REPORTED: {**_SEALED, "cause": _TEXT, "receipt_parts": _INT},
    AuditTag.RECORD_RECEIPT: {**_SEALED, "part": _INT},
    AuditTag.RECORD_TAKEN: {**_OF_SESSION, "bytes": _INT},
    AuditTag.RECORD_ERASED: {**_OF_SESSION, "texts": _INT},
    AuditTag.USER_CHANGED: {"user_id": _TEXT, "field": _TEXT, "before": _TEXT, "after": _TEXT},
    AuditTag.POLICY_CHANGED: {"rule": _TEXT, "before": _TEXT, "after": _TEXT},
    AuditTag.SERVER_STARTED: {"program": _TEXT},
    AuditTag.SERVER_STOPPED: {},
    AuditTag.LOG_EXPORTED: {"first_seq": _INT, "last_seq": _INT, "head": _HEX},
    AuditTag.LOG_PRUNED: {
        "first_seq": _INT,
        "last_seq": _INT,
        "head": _HEX,
        "before": _TEXT,
        "signature": _TEXT,
    },
    AuditTag.LOG_CHECKPOINT: {"size": _INT, "head": _HEX},
    AuditTag.LOG_VERIFY_FAILED: {"first_bad_seq": _INT, "finding": _TEXT},
}
"""What the data of each event must hold at least. `source` of a grant is always `local`: nobody far away answers."""

# These say that something happened and how often; any further field could say what was typed or where.
_CLOSED_TAGS = _SUMMARY_TAGS | _RECORD_TAGS
# What may stand beside the required fields of a closed event: checksums of single files, never their names.
_OPTIONAL_DATA: dict[AuditTag, dict[str, _Kind]] = {
    AuditTag.FILES_SUMMARY: {f"sha256_{place}": _HEX for place in range(1, 17)}
}
for _tag in CLIENT_TAGS:
    _OPTIONAL_DATA[_tag] = {**_OPTIONAL_DATA.get(_tag, {}), PREVIOUS_NAME: _HEX}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who did it: `kind` is one of `ACTOR_KINDS`, `id` an account such as `agent:7`, or empty for the unnamed."""

    kind: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSignature:
    """What the assisted person's program adds to its own events.

    Attributes:
        cseq: the client's count of its events in this session, from 1.
        cts: instant by the client's clock; information only.
        signature: 64 bytes, Ed25519 over `event_signing_bytes`.
        key: the 32-byte public key of this session.
    """

    cseq: int
    cts: str
    signature: bytes
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """Something to put on record; it gets its place and its hash from `shared.audit.chain.link_event`.

    Attributes:
        ts: instant by the server's clock, `2026-11-22T02:25:43.120Z`.
        sid: the session it belongs to, or None.
        peer: where it came from, for example `{"ip_masked": "203.0.113.0/24", "conn": "c17"}`.
        client: present exactly for `CLIENT_TAGS`.
    """

    ts: str
    tag: AuditTag
    outcome: str
    actor: Actor
    data: EventData = field(default_factory=dict)
    sid: str | None = None
    peer: EventData | None = None
    client: ClientSignature | None = None


def check_event_data(tag: AuditTag, data: EventData) -> str | None:
    """Say what is wrong with the data of an event.

    Returns:
        None when it is fit to be written, else a stable snake_case problem followed by the field's name.
    """
    if problem := check_flat_map(data):
        return problem
    required = REQUIRED_DATA[tag]
    for name, kind in required.items():
        if name not in data:
            return f"missing:{name}"
        if not _is_kind(data[name], kind):
            return f"wrong_kind:{name}"
    optional = _OPTIONAL_DATA.get(tag, {})
    for name in sorted(data.keys() & optional.keys()):
        if not _is_kind(data[name], optional[name]):
            return f"wrong_kind:{name}"
    if tag in _CLOSED_TAGS and (extra := sorted(data.keys() - required.keys() - optional.keys())):
        return f"not_allowed:{extra[0]}"
    return None


def check_flat_map(data: Mapping[str, Any]) -> str | None:
    """Say what is wrong with a flat map of text, integers and booleans; None when nothing is."""
    if len(data) > DATA_MAX_ENTRIES:
        return "too_many_entries"
    for name, value in data.items():
        if problem := _check_entry(name, value):
            return problem
    try:
        canonical_json(dict(data))
    except CanonicalFormError as error:
        return error.reason
    return None


def event_signing_bytes(  # noqa: PLR0917 - the six signed fields, in the order docs/protocol.md names them
    sid: str, cseq: int, cts: str, type_: str, outcome: str, data: EventData
) -> bytes:
    """The bytes an assisted person's program signs for one event (Ed25519, RFC 8032).

    Raises:
        CanonicalFormError: the data has no canonical form.
    """
    return EVENT_SIGNING_PREFIX + canonical_json(
        {"sid": sid, "cseq": cseq, "cts": cts, "type": str(type_), "outcome": outcome, "data": dict(data)}
    )


def statement_digest(signed: bytes) -> str:
    """SHA-256 of the bytes that were signed for one event, in hex: what the next one names under `PREVIOUS_NAME`."""
    return hashlib.sha256(signed).hexdigest()


def needs_client_signature(tag: str) -> bool:
    """Whether an event of that name counts only with the person's own signature; also consent events yet unknown."""
    return tag in CLIENT_TAGS or tag.startswith(CONSENT_PREFIX)


def _check_entry(name: Any, value: Any) -> str | None:
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        return "bad_name"
    if name in FORBIDDEN_NAMES:
        return f"not_allowed:{name}"
    if isinstance(value, str) and len(value) > DATA_TEXT_MAX_CHARS:
        return f"too_long:{name}"
    if not isinstance(value, str | bool) and type(value) is not int:
        return f"wrong_kind:{name}"
    return None


def _is_kind(value: str | int | bool, kind: _Kind) -> bool:
    match kind:
        case _Kind.INTEGER:
            return type(value) is int and value >= 0
        case _Kind.HEX | _Kind.SID:
            pattern = SID_PATTERN if kind is _Kind.SID else HASH_PATTERN
            return isinstance(value, str) and pattern.fullmatch(value) is not None
        case _Kind.CAPABILITY:
            return isinstance(value, str) and value in _CAPABILITIES
        case _Kind.LOCAL:
            return value == "local"
        case _Kind.COPIED:
            return value in ("text", "image")
        case _Kind.TEXT:
            return isinstance(value, str)
