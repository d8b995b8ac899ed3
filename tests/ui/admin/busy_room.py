"""A server with a month of sessions, a witness that refuses, and people of every kind to look at its pages."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import insert

from shared.clock import format_utc_ms
from signaling.domain.accounts import Role
from signaling.storage.database import open_engine
from signaling.storage.database_place import database_path
from signaling.storage.models import sessions
from signaling.witness.courier import CourierState
from signaling.witness.status import WatchState, WitnessStatus, write_status
from tests.integration.server.running_server import ServerProcess, add_account
from tests.ui.admin.browser_hand import fill_sign_in
from tests.ui.admin.conftest import put_session

ADMIN, AUDITOR, LEAD = "maria@help.example", "olga@help.example", "vera@help.example"
SESSIONS, DAYS = 120, 20


@contextmanager
def busy_server(folder: Path) -> Iterator[ServerProcess]:
    """Start it; the newest session began today, UTC."""
    data_dir, witness_dir = folder / "data", folder / "witness"
    add_account(data_dir, "ana@help.example", name="Ana Pop")
    add_account(data_dir, "ion@help.example", name="Ion Țurcanu")
    for email, role in ((ADMIN, Role.ADMIN), (AUDITOR, Role.AUDITOR), (LEAD, Role.LEAD)):
        add_account(data_dir, email, role, name="Maria Ionescu")
    put_session(data_dir)
    engine = open_engine(database_path(data_dir))
    with engine.begin() as connection:
        connection.execute(insert(sessions), _month())
    engine.dispose()
    witness_dir.mkdir()
    put_witness(witness_dir)
    with ServerProcess(data_dir, "--witness", str(witness_dir)) as server:
        yield server


def put_witness(folder: Path, **changes: Any) -> None:
    """Leave a state: signed twelve minutes ago, one keeper reached and one not."""
    now = datetime.now(UTC)
    keepers = (
        CourierState(
            name="/mnt/elsewhere/checkpoints.jsonl", waiting=0, delivered_size=9, delivered_at=format_utc_ms(now), problem=""
        ),
        CourierState(
            name="https://keeper.example/log", waiting=3, delivered_size=4, delivered_at="", problem="unreachable"
        ),
    )  # fmt: skip
    status = {
        "state": WatchState.WATCHING, "seen_at": format_utc_ms(now), "seen_unix_s": int(now.timestamp()) + 3_600, "size": 9,
        "head": "ab" * 32, "witnesses": keepers, "signed_at": format_utc_ms(now - timedelta(minutes=12)), **changes,
    }  # fmt: skip
    write_status(folder, WitnessStatus(**status))


def sign_in(browser: Browser, server: ServerProcess, email: str, **options: Any) -> BrowserContext:
    """A window's context in which that person is signed in."""
    base = server.url.replace("ws://", "http://")
    context = browser.new_context(base_url=base, accept_downloads=True, **options)
    page = context.new_page()
    page.goto("/admin")
    fill_sign_in(page, email)
    page.wait_for_url("**/admin/sessions")
    page.close()
    return context


def _month() -> list[dict[str, Any]]:
    chance, now = random.Random(4), datetime.now(UTC)
    rows = []
    for number in range(SESSIONS):
        began = int((now - timedelta(days=number * DAYS // SESSIONS)).timestamp() * 1000)
        rows.append(
            {
                "session_id": f"{number:032x}", "slot_id": "s" * 32, "agent_id": f"agent:{chance.choice([1, 1, 2])}",
                "client_token_hash": b"c" * 32, "agent_token_hash": b"a" * 32, "stage": "closed", "reason": "user_stopped",
                "next_cseq": 1, "chain_count": 3, "chain_head": "0" * 64, "created_unix_ms": began,
                "asked_unix_ms": began - 20_000, "helped_unix_ms": began + chance.randrange(10_000, 400_000),
                "closed_unix_ms": began + chance.randrange(60_000, 3_000_000),
                "category": chance.choice(["printing", "media", "sign_in"]),
                "result": chance.choice(["solved", "solved", "partly", "unsolved", "passed_on", None]),
                "rating": chance.choice([5, 5, 4, 2, None]), "is_reported": number == 0,
            }
        )  # fmt: skip
    return rows
