"""The admin page in a real browser, over a record a real session left."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, sync_playwright

from shared.audit.chain import raw_public_key
from shared.audit.event import Actor, AuditEvent, AuditTag, ClientSignature, event_signing_bytes
from shared.capability import Capability
from shared.clock import format_utc_ms
from signaling.domain.accounts import Role
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, NewSession, SessionStage
from signaling.storage import session_store
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.database import open_engine
from signaling.storage.database_place import database_path
from tests.integration.server.running_server import ServerProcess, add_account

CHROMIUM = shutil.which("chromium")
SID = "5" * 32
_HEX = "f" * 64


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("admin")
    add_account(data_dir, "ana@help.example", Role.AGENT, name="Ana Pop")
    for number in range(6):
        add_account(data_dir, f"maria{number}@help.example", Role.ADMIN, name="Maria Ionescu")
    put_session(data_dir)
    with ServerProcess(data_dir) as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM is not None, "make setup installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def put_session(data_dir: Path) -> None:
    """A session as it would be on record: seen, controlled, paused, taken back, over; signed and sealed."""
    person, engine = Ed25519PrivateKey.generate(), open_engine(database_path(data_dir))
    seal_key = load_or_create_audit_key(data_dir)
    cseq = 0

    def at(second: int) -> Moment:
        return Moment(second * 1000, datetime(2026, 11, 27, 10, 0, second, tzinfo=UTC))

    with engine.begin() as connection:
        claimed = server_event(
            AuditTag.CODE_CLAIMED, {"nameplate_hash": _HEX, "agent_id": "agent:1"}, now=at(0), sid=SID
        )
        session = NewSession(
            session_id=SID,
            slot_id="b" * 32,
            agent_id="agent:1",
            client_token_hash=b"c" * 32,
            agent_token_hash=b"a" * 32,
        )
        session_store.create_session(connection, session, claimed, most=16)
        paired = server_event(AuditTag.PAIR_OK, {"agent_id": "agent:1", "transcript_hash": _HEX}, now=at(1), sid=SID)
        session_store.move_session(
            connection, SID, before=SessionStage.PAIRING, after=SessionStage.PAIRED, event=paired
        )
        key = raw_public_key(person)
        opened = server_event(
            AuditTag.SESSION_OPENED,
            {
                "agent_id": "agent:1", "client_key": key.hex(), "agent_key": _HEX, "client_program": "client",
                "agent_program": "console", "os_family": "linux",
            },
            now=at(1),
            sid=SID,
        )  # fmt: skip
        session_store.move_session(
            connection, SID, before=SessionStage.PAIRED, after=SessionStage.OPEN, event=opened, client_key=key
        )

        def sign(second: int, tag: AuditTag, data: dict[str, str | int | bool]) -> None:
            nonlocal cseq
            cseq += 1
            cts = format_utc_ms(at(second).utc)
            signature = person.sign(event_signing_bytes(SID, cseq, cts, tag, "ok", data))
            event = AuditEvent(
                ts=cts, tag=tag, outcome="ok", actor=Actor(kind="person"), data=data, sid=SID,
                client=ClientSignature(cseq=cseq, cts=cts, signature=signature, key=b""),
            )  # fmt: skip
            assert isinstance(session_store.append_client_event(connection, event), session_store.Stored)

        for second, right in ((5, Capability.VIEW), (15, Capability.CONTROL)):
            granted = {
                "capability": right.value, "epoch": second, "prompt_id": second, "scope": "1", "shown_ms": 3_200,
                "source": "local",
            }  # fmt: skip
            sign(second, AuditTag.CONSENT_GRANTED, granted)
        sign(25, AuditTag.CONSENT_PAUSED, {"epoch": 3, "source": "local"})
        sign(35, AuditTag.CONSENT_RESUMED, {"epoch": 4, "source": "local"})
        sign(45, AuditTag.CONSENT_REVOKED, {"capability": "control", "epoch": 5, "source": "local"})
        session_store.close_session(connection, SID, "user_stopped", at(59), seal_key=seal_key)
    engine.dispose()
