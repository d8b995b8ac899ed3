"""The two health answers, the headers on them, and the record failing closed."""

import asyncio
import http.client
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from shared.protocol import signaling_messages as wire
from signaling.storage.database import open_engine
from signaling.storage.ledger import DatabaseLedger
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account, server_inside
from tests.integration.server.wire_program import Program, open_session


def _get(url: str, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(url.removeprefix("ws://"), timeout=5)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    finally:
        connection.close()


def test_health_routes_answer_with_security_headers(server: ServerProcess):
    status, headers, body = _get(server.url, "/healthz")
    assert (status, body) == (200, "ok\n")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers
    assert _get(server.url, "/readyz")[::2] == (200, '{"ready": true}\n')


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/healthz/",
        "/HEALTHZ",
        "//healthz",
        "/healthz/x",
        "/%2e/healthz",
        "/setup",
        "/admin/setup",
        "/v1/signaling",
        "/v1",
        "/docs",
        "/openapi.json",
    ],
)
def test_every_other_route_does_not_exist(server: ServerProcess, path: str):
    status, headers, _ = _get(server.url, path)
    assert status == 404
    assert headers["x-content-type-options"] == "nosniff"


async def test_database_full_nothing_is_acknowledged_and_ready_says_why(tmp_path, monkeypatch):
    """SQLite itself says "database or disk is full"; its own limit of pages is the way to have that at will."""
    add_account(tmp_path, "ana@example.org")
    disk = _SmallDisk()
    monkeypatch.setattr("signaling.app.open_engine", disk.open_engine)
    async with server_inside(tmp_path) as url, Program(url, "client") as client, Program(url, "agent") as agent:
        await agent.sign_in("ana@example.org", PASSWORD)
        pair = await open_session(client, agent)
        await client.request(pair.asked(), wire.EventCommitted)
        disk.limit_pages(1)
        answers: list[str] = []
        while answers[-1:] != ["audit_unwritable"]:
            data = {"capability": "view", "epoch": 1, "prompt_id": 1, "scope": "x" * 190}
            await client.send(pair.event("session:consent:asked", data))
            answer = await client.receive_any()
            answers.append(answer.code if isinstance(answer, wire.Error) else "ok")
            assert len(answers) < 200
        answer = None
        for _ in range(40):  # what is smaller may still find room in a page that is there
            async with Program(url, "client") as another:
                await another.send(wire.Allocate(request_id=1))
                answer = await another.receive_any()
            if isinstance(answer, wire.Error):
                break
        assert isinstance(answer, wire.Error)
        assert answer.code == "audit_unwritable"
        status, _, body = await asyncio.to_thread(_get, url, "/readyz")
        assert (status, body) == (503, '{"ready": false, "reason": "audit_unwritable"}\n')
        assert (await asyncio.to_thread(_get, url, "/healthz"))[0] == 200

        disk.limit_pages(1_000_000)
        pair.cseq -= 1
        await client.request(pair.asked(), wire.EventCommitted)


class _SmallDisk:
    """Every connection of one engine, with a limit of pages that can be moved."""

    def __init__(self) -> None:
        self._pages = 1_000_000
        self._connections: list[Any] = []

    def open_engine(self, path: Path) -> Engine:
        engine = open_engine(path)
        event.listen(engine, "connect", self._on_connect)
        return engine

    def limit_pages(self, pages: int) -> None:
        self._pages = pages
        for connection in self._connections:
            self._apply(connection)

    def _on_connect(self, connection: Any, _record: Any) -> None:
        self._connections.append(connection)
        self._apply(connection)

    def _apply(self, connection: Any) -> None:
        with suppress(Exception):  # the server has let go of it
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA max_page_count = {self._pages}")
            cursor.close()


async def test_however_many_ask_while_the_disk_is_slow_there_is_one_probe(tmp_path, monkeypatch: pytest.MonkeyPatch):
    begun = 0

    async def slow_probe(_ledger: DatabaseLedger) -> None:
        nonlocal begun
        begun += 1
        await asyncio.sleep(0.5)

    monkeypatch.setattr(DatabaseLedger, "probe", slow_probe)
    async with server_inside(tmp_path) as url:
        answers = await asyncio.gather(*(asyncio.to_thread(_get, url, "/readyz") for _ in range(4)))
    assert {status for status, _, _ in answers} == {200}
    assert begun == 1


async def test_record_cannot_be_changed_or_deleted_by_mistake(tmp_path):
    add_account(tmp_path, "ana@example.org")
    with sqlite3.connect(tmp_path / "alongside.sqlite3") as connection:
        for statement in ("UPDATE audit_events SET line = ''", "DELETE FROM audit_events"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    connection.close()
