import csv
import io
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from shared.audit.chain import raw_public_key
from shared.audit.event import AuditTag
from shared.audit.export_check import ExportReport, check_export
from shared.audit.verifier import Finding
from signaling.admin.visitor import WebCaller
from signaling.domain.accounts import Role
from signaling.domain.audit_log import server_event
from signaling.domain.log_export import LogFormat
from signaling.domain.ports import AuditUnwritableError, Moment
from signaling.domain.review import LogQuery
from signaling.storage import account_store
from signaling.storage.log_export import CHUNK_EVENTS, DatabaseLogExport
from signaling.storage.log_store import read_log
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

NOW = Moment(0, datetime(2026, 11, 27, 10, tzinfo=UTC))
KEY = Ed25519PrivateKey.generate()
CALLER = WebCaller(address="a", ip_masked="192.0.2.0")


@pytest.fixture
def ledger() -> Iterator[StepwiseLedger]:
    ledger = StepwiseLedger(memory_engine(), KEY)
    ledger.now(
        lambda connection: account_store.add_account(
            connection,
            email="olga@b.org",
            name="Olga",
            role=Role.AUDITOR,
            organisation="",
            password_hash="x",
            now=NOW,
        )
    )
    for _ in range(CHUNK_EVENTS + 3):
        run(ledger.record(server_event(AuditTag.SERVER_STOPPED, {}, now=NOW)))
    yield ledger
    ledger.engine.dispose()


def begin(ledger: StepwiseLedger, form: LogFormat) -> AsyncIterator[bytes]:
    olga = ledger.now(account_store.list_accounts)[0]
    return run(DatabaseLogExport(ledger, KEY, "https://help.b.org").begin(form, olga, CALLER, NOW))


def pieces_of(stream: AsyncIterator[bytes]) -> list[bytes]:
    async def collect() -> list[bytes]:
        return [piece async for piece in stream]

    return run(collect())


def newest(ledger: StepwiseLedger) -> dict:
    return ledger.now(lambda connection: read_log(connection, LogQuery())).entries[0].record


def test_json_lines_pass_the_offline_check_and_come_in_pieces(ledger: StepwiseLedger):
    pieces = pieces_of(begin(ledger, LogFormat.JSON_LINES))
    assert len(pieces) == 3
    report = check_export(io.BytesIO(b"".join(pieces)), trusted_key=raw_public_key(KEY))
    assert isinstance(report, ExportReport)
    assert (report.verdict.finding, report.verdict.events) == (Finding.INTACT, CHUNK_EVENTS + 4)
    assert (report.manifest.sid, report.manifest.exported_by) == (None, "agent:1")


def test_export_is_on_record_before_the_first_byte(ledger: StepwiseLedger):
    begin(ledger, LogFormat.CSV)  # nobody has asked for a piece yet
    event = newest(ledger)
    assert (event["type"], event["actor"]["id"], event["peer"]["ip_masked"]) == (
        "log:chain:exported", "agent:1", "192.0.2.0",
    )  # fmt: skip
    assert (event["data"]["format"], event["data"]["first_seq"], event["data"]["last_seq"]) == (
        "csv", 1, CHUNK_EVENTS + 4,
    )  # fmt: skip


def test_export_that_cannot_be_put_on_record_gives_nothing(ledger: StepwiseLedger):
    ledger.is_writable = False
    with pytest.raises(AuditUnwritableError):
        begin(ledger, LogFormat.JSON_LINES)


def test_csv_has_a_line_an_event(ledger: StepwiseLedger):
    data = b"".join(pieces_of(begin(ledger, LogFormat.CSV))).decode()
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    assert [int(row["seq"]) for row in rows] == list(range(1, CHUNK_EVENTS + 5))
    assert {row["not_verifiable"] for row in rows} == {"not verifiable: only the JSON Lines export is"}


def test_record_that_lost_an_event_meanwhile_breaks_the_file_off(ledger: StepwiseLedger):
    stream = begin(ledger, LogFormat.CSV)
    with ledger.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_events WHERE seq = 7"))
    with pytest.raises(AuditUnwritableError):
        pieces_of(stream)
