"""A server's record made in memory: two sessions, woven into each other, one of them closed and sealed."""

import io
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import (
    EMPTY_CHAIN,
    ChainHead,
    LinkedEvent,
    SessionSeal,
    link_event,
    raw_public_key,
    seal_session,
)
from shared.audit.event import Actor, AuditEvent, AuditTag, ClientSignature, event_signing_bytes
from shared.audit.export import Manifest, make_manifest, write_export
from shared.audit.pruning import pruning_data

TS = "2026-11-22T02:25:43.120Z"
SID = "a" * 32
OTHER_SID = "b" * 32


@dataclass
class Record:
    """Grows a chain the way the server does."""

    server_key: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
    person_key: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
    head: ChainHead = EMPTY_CHAIN
    sessions: dict[str, ChainHead] = field(default_factory=dict)
    cseqs: dict[str, int] = field(default_factory=dict)
    linked: list[tuple[str | None, LinkedEvent]] = field(default_factory=list)

    def append(
        self, tag: AuditTag, data: dict[str, Any], sid: str | None = None, *, signed_by: Any = None
    ) -> LinkedEvent:
        client = None
        if signed_by is not None and sid is not None:
            cseq = self.cseqs[sid] = self.cseqs.get(sid, 0) + 1
            signature = signed_by.sign(event_signing_bytes(sid, cseq, TS, tag, "ok", data))
            client = ClientSignature(cseq=cseq, cts=TS, signature=signature, key=raw_public_key(signed_by))
        event = AuditEvent(
            ts=TS,
            tag=tag,
            outcome="ok",
            actor=Actor(kind="person" if signed_by else "server"),
            data=data,
            sid=sid,
            client=client,
        )
        session_after = None if sid is None else self.sessions.get(sid, EMPTY_CHAIN)
        linked = link_event(event, after=self.head, session_after=session_after)
        self.head = linked.head
        if sid is not None and linked.session_head is not None:
            self.sessions[sid] = linked.session_head
        self.linked.append((sid, linked))
        return linked

    def open(self, sid: str) -> None:
        self.append(
            AuditTag.SESSION_OPENED,
            {
                "agent_id": "agent:7",
                "client_key": raw_public_key(self.person_key).hex(),
                "agent_key": "0" * 64,
                "client_program": "alongside-client/0.1.0",
                "agent_program": "alongside-console/0.1.0",
                "os_family": "linux",
            },
            sid,
        )

    def grant(self, sid: str, prompt_id: int = 1, *, key: Ed25519PrivateKey | None = None) -> LinkedEvent:
        data = {
            "capability": "view",
            "epoch": 1,
            "prompt_id": prompt_id,
            "scope": "monitor:1",
            "shown_ms": 4100,
            "source": "local",
        }
        return self.append(AuditTag.CONSENT_GRANTED, data, sid, signed_by=key or self.person_key)

    def close(self, sid: str) -> None:
        self.append(AuditTag.SESSION_CLOSED, {"reason": "user_stopped", "events": self.sessions[sid].count + 1}, sid)

    def prune(self, count: int, *, key: Ed25519PrivateKey | None = None, **changed: Any) -> LinkedEvent:
        """Say that the first so many events were taken away."""
        data = pruning_data(1, self.linked[count - 1][1].head, TS, key or self.server_key)
        return self.append(AuditTag.LOG_PRUNED, data | changed)

    def lines(self, sid: str | None = None) -> list[bytes]:
        return [linked.line for of_sid, linked in self.linked if sid in (None, of_sid)]

    def seal(self, sid: str) -> SessionSeal:
        return seal_session(sid, self.sessions[sid], self.server_key)

    def manifest(
        self, sid: str | None = None, *, is_sealed: bool = True, key: Any = None, **changed: Any
    ) -> Manifest:
        values: dict[str, Any] = {
            "origin": "https://help.example",
            "sid": sid,
            "start": EMPTY_CHAIN,
            "end": self.head if sid is None else self.sessions[sid],
            "exported_at": TS,
            "exported_by": "operator:1",
            "seal": self.seal(sid) if sid and is_sealed else None,
            "key": key or self.server_key,
        }
        return make_manifest(**{**values, **changed})

    def export(self, sid: str | None = None, lines: list[bytes] | None = None, **changed: Any) -> bytes:
        stream = io.BytesIO()
        write_export(stream, self.manifest(sid, **changed), self.lines(sid) if lines is None else lines)
        return stream.getvalue()

    def receipt(self, sid: str, /, **changed: Any) -> bytes:
        events = []
        for line in self.lines(sid):
            found = json.loads(line)
            if "sig" in found:
                kept = {name: found[name] for name in ("cseq", "cts", "type", "outcome", "data")}
                events.append({**kept, "signature": found["sig"]})
        seal = self.seal(sid)
        receipt = {
            "kind": "alongside-receipt",
            "version": 1,
            "sid": sid,
            "client_key": raw_public_key(self.person_key).hex(),
            "events": events,
            "seal": {
                "count": seal.count,
                "head": seal.head,
                "signature": seal.signature.hex(),
                "key": seal.key.hex(),
            },
        }
        return json.dumps({**receipt, **changed}, indent=2).encode()


@pytest.fixture
def record() -> Record:
    """Sixteen events; session SID is closed, OTHER_SID still open."""
    made = Record()
    made.append(AuditTag.LOGIN_OK, {"method": "password"})
    made.append(AuditTag.CODE_MADE, {"nameplate_hash": "1" * 64})
    made.open(SID)
    made.open(OTHER_SID)
    for prompt_id in range(1, 5):
        made.grant(SID, prompt_id)
        made.grant(OTHER_SID, prompt_id)
    made.append(AuditTag.CONTROL_SUMMARY, SUMMARY, SID, signed_by=made.person_key)
    made.append(AuditTag.CODE_EXPIRED, {"nameplate_hash": "1" * 64})
    made.close(SID)
    made.append(AuditTag.LOGOUT_OK, {})
    return made


SUMMARY = {"keys_down": 3, "clicks": 2, "moves": 90, "first_at": TS, "last_at": TS}
