"""A server's data folder filled through its real storage functions, without the server: as fast as the disk is."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, insert, text

from shared.audit.chain import raw_public_key
from shared.audit.event import PREVIOUS_NAME, Actor, AuditEvent, AuditTag, ClientSignature, event_signing_bytes
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, NewSession, SessionStage, Stored
from signaling.storage import audit_store, pruning, session_store
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.database import open_engine, upgrade_database
from signaling.storage.database_place import DatabasePlace, database_path
from signaling.storage.models import accounts

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
CTS = "2026-11-22T00:00:00.000Z"
ORIGIN = "https://help.example:8443"
ASKED = {"capability": "view", "epoch": 1, "prompt_id": 1, "scope": "monitor:1"}
SUMMARY = {"keys_down": 31, "clicks": 4, "moves": 900, "first_at": CTS, "last_at": CTS}


@dataclass
class ServerRecord:
    """The record of one data folder."""

    folder: Path
    place: DatabasePlace | None = None
    """Another database than the file in the folder; its tables are there."""
    seal_key: Ed25519PrivateKey = field(init=False)
    person_key: Ed25519PrivateKey = field(default_factory=lambda: Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
    cseqs: dict[str, int] = field(default_factory=dict)
    _engine: Engine = field(init=False)
    _numbers: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.place is None:
            self.place = self.database
            upgrade_database(self.place)
        self.seal_key = load_or_create_audit_key(self.folder)
        self._engine = open_engine(self.place)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    @property
    def database(self) -> Path:
        return database_path(self.folder)

    @property
    def server_key(self) -> bytes:
        return raw_public_key(self.seal_key)

    def write(self, step: Any) -> Any:
        """Run a step in a transaction of its own."""
        with self._engine.begin() as connection:
            return step(connection)

    def change(self, statement: str, **values: Any) -> int:
        """Change the database behind everybody's back; how many rows it touched."""
        with self._engine.begin() as connection:
            drop_guard_rail(connection)
            return connection.execute(text(statement), values).rowcount

    def lines(self) -> list[bytes]:
        with self._engine.begin() as connection:
            rows = connection.execute(text("SELECT line FROM audit_events ORDER BY seq")).all()
        return [row.line.encode() for row in rows]

    def plain(self, count: int = 1) -> None:
        """Events of no session."""
        event = server_event(AuditTag.LOGIN_OK, {"method": "password"}, now=NOW)

        def step(connection: Connection) -> None:
            for _ in range(count):
                audit_store.append_event(connection, event)

        self.write(step)

    def started(self, origin: str = ORIGIN) -> None:
        data = {"program": "alongside-server/0", "origin": origin}
        self.write(lambda at: audit_store.append_event(at, server_event(AuditTag.SERVER_STARTED, data, now=NOW)))

    def open(self, sid: str | None = None) -> str:
        """A session that a person's events can be appended to: three events."""
        sid = sid or f"{next(self._numbers) + 0xA000:032x}"
        self.write(lambda connection: open_session(connection, sid, self.person_key))
        return sid

    def go_on_across(self, cut_at: datetime) -> tuple[list[str], pruning.Cut | None]:
        """Two sessions that go on, and much between their events: the cut before that time would keep both whole."""
        self.plain(2)
        sids = [self.open(), self.open()]
        self.signed(sids[0], 2)
        self.plain(10)
        return sids, self.write(lambda connection: pruning.find_cut(connection, cut_at))

    def signed(self, sid: str, count: int = 1) -> None:
        """Events the person's program signed."""

        def step(connection: Connection) -> None:
            for _ in range(count):
                self.cseqs[sid] = self.cseqs.get(sid, 0) + 1
                event = signed_event(sid, self.cseqs[sid], self.person_key)
                assert isinstance(session_store.append_client_event(connection, event), Stored)

        self.write(step)

    def close(self, sid: str) -> None:
        self.write(
            lambda connection: session_store.close_session(
                connection, sid, "user_stopped", NOW, seal_key=self.seal_key
            )
        )


def drop_guard_rail(connection: Connection) -> None:
    """Take away what keeps the record from being changed by mistake, as whoever can write the database would."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))


def put_account(connection: Connection, account_id: int) -> None:
    """Somebody with that number, of whom nothing else matters."""
    row = {
        "account_id": account_id, "email": f"number{account_id}@b.org", "name": "Somebody", "role": "agent",
        "organisation": "", "password_hash": "x", "created_unix_ms": 0, "is_disabled": False,
    }  # fmt: skip
    connection.execute(insert(accounts), row)


def open_session(connection: Connection, sid: str, key: Ed25519PrivateKey, now: Moment = NOW) -> None:
    """Everything up to an open session, inside a transaction."""
    session = NewSession(
        session_id=sid, slot_id=sid, agent_id="agent:1", client_token_hash=b"c" * 32, agent_token_hash=b"a" * 32
    )
    claimed = {"nameplate_hash": "f" * 64, "agent_id": "agent:1"}
    event = server_event(AuditTag.CODE_CLAIMED, claimed, now=now, sid=sid)
    session_store.create_session(connection, session, event, most=1_000_000)
    paired = server_event(AuditTag.PAIR_OK, {"agent_id": "agent:1", "transcript_hash": "e" * 64}, now=now, sid=sid)
    stages = {"before": SessionStage.PAIRING, "after": SessionStage.PAIRED}
    assert session_store.move_session(connection, sid, event=paired, **stages)
    data = {
        "agent_id": "agent:1",
        "client_key": raw_public_key(key).hex(),
        "agent_key": "d" * 64,
        "client_program": "alongside-client/0.1.0",
        "agent_program": "alongside-console/0.1.0",
        "os_family": "linux",
    }
    opened = server_event(AuditTag.SESSION_OPENED, data, now=now, sid=sid)
    stages = {"before": SessionStage.PAIRED, "after": SessionStage.OPEN}
    assert session_store.move_session(connection, sid, event=opened, client_key=raw_public_key(key), **stages)


def signed_event(sid: str, cseq: int, key: Ed25519PrivateKey, ts: str = CTS, previous: str = "") -> AuditEvent:
    """A person's event: a question first, then counts of input; `previous` is the digest of the one before."""
    tag, data = (AuditTag.CONSENT_ASKED, ASKED) if cseq == 1 else (AuditTag.CONTROL_SUMMARY, SUMMARY)
    if previous:
        data = {**data, PREVIOUS_NAME: previous}
    signature = key.sign(event_signing_bytes(sid, cseq, CTS, tag, "ok", data))
    return AuditEvent(
        ts=ts,
        tag=tag,
        outcome="ok",
        actor=Actor(kind="person"),
        data=data,
        sid=sid,
        peer={"ip_masked": "203.0.113.0/24", "conn": "c17"},
        client=ClientSignature(cseq=cseq, cts=CTS, signature=signature, key=b""),
    )
