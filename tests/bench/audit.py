"""The record: how fast it is written through the server's own ledger, checked, and witnessed.

    make bench-audit                  # EVENTS=1000000 for the witness
    make bench-audit EVENTS=100000

Writing is what a server does: a session's event, checked, linked, one row, its session's row, and an answer after the
commit, by 1, 16 and 64 at once, into SQLite and into a PostgreSQL started for this. Before the clock runs so many have
come at once that the process for signatures is there. Beside it stands what one flush of the disk takes, without anything of ours. Checking is `alongside-audit verify` without the
start of Python, for files in which none, a quarter, half and three quarters of the events are signed, by 32 sessions at
once, with a pool of processes as for a large file. It is done as usual, and again with every signature checked, as for
the events of older programs, which do not name the one before. Beside each rate stands what it cost in processor time, for on a busy computer the first
says little. It prints a table and writes `build/bench/audit.json`.
"""

import argparse
import asyncio
import io
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, insert

from shared.audit.chain import EMPTY_CHAIN, ChainHead, link_event, raw_public_key
from shared.audit.event import AuditEvent, AuditTag, event_signing_bytes, statement_digest
from shared.audit.export import make_manifest, write_export
from shared.audit.export_check import ExportReport, check_export
from shared.audit.signature_pool import WORTH_BYTES, pool_for
from shared.audit.verifier import Finding
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Stored
from signaling.storage.database import open_engine
from signaling.storage.database_place import PostgresPlace
from signaling.storage.ledger import DatabaseLedger
from signaling.storage.models import audit_events
from signaling.storage.postgres_roles import restrict_role
from signaling.turns import take_short_turns
from signaling.witness.chain_check import Agreed, check_anchor, check_onward
from signaling.witness.record_view import open_record
from tests.bench.picture.row import percentile
from tests.fakes import postgres
from tests.fakes.server_record import NOW, ServerRecord, signed_event

RESULT = Path("build/bench/audit.json")
TOOL = "alongside-record"
WRITERS = (1, 16, 64)
WRITTEN_EACH = 1_000
WRITTEN_TOGETHER = 6_400  # by many at once, so that it lasts some seconds
WARM_UP_EACH, WARM_UP_S = 2, 3.0
VERIFIED = 8_000
SHARES = (0, 25, 50, 75)
SESSIONS = 32  # at once; the fewer, the more events one signature stands for
GOAL_WRITTEN_PER_S, GOAL_POSTGRES_PER_S, GOAL_VERIFIED_PER_S = 1_000, 3_000, 30_000
_PERSON = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
_SERVER = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.audit", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--events", type=int, default=1_000_000, help="in the record the witness looks at (default %(default)s)"
    )
    asked = parser.parse_args()
    take_short_turns()  # as the server does
    with tempfile.TemporaryDirectory() as folder:
        row = {"tool": TOOL, "load": round(os.getloadavg()[0], 1), "ed25519_verify_cpu_us": _signature_us()}
        row["disk_flush_ms"] = _flush_ms(Path(folder))
        row |= asyncio.run(_measure_writing(Path(folder, "writing"), None, ""))
        if (place := _postgres()) is not None:
            row |= asyncio.run(_measure_writing(Path(folder, "postgres"), place, "postgres_"))
        row |= _measure_verifying()
        row |= _measure_witness(Path(folder, "witness"), asked.events)
    for name, value in row.items():
        print(f"{name:36}{value:>20}")
    for name, goal in (("", GOAL_WRITTEN_PER_S), ("postgres_", GOAL_POSTGRES_PER_S)):
        if f"{name}group_64_events_per_s" in row:
            is_met = row[f"{name}group_64_events_per_s"] >= goal
            where = "PostgreSQL" if name else "SQLite"
            print(f"goal: {goal} durable events a second into {where}, by 64 at once: {_met(is_met)}")
    for share in SHARES:
        is_met = row[f"verify_{share}_signed_events_per_s"] >= GOAL_VERIFIED_PER_S
        print(f"goal: {GOAL_VERIFIED_PER_S} events a second verified, {share} of 100 signed: {_met(is_met)}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"rows": [row]}, indent=1) + "\n")
    print(f"\nwritten: {RESULT}")


def _met(is_met: bool) -> str:
    return "met" if is_met else "short"


def _signature_us() -> float:
    """What one signature takes now: 150 on quiet cores of this kind; more says how busy they are."""
    signature, public = _PERSON.sign(bytes(300)), _PERSON.public_key()
    begun_s = time.process_time()
    for _ in range(1_000):
        public.verify(signature, bytes(300))
    return round((time.process_time() - begun_s) * 1e3, 1)


def _flush_ms(folder: Path) -> float:
    """What one flush of a page takes here: no durable answer can come sooner."""
    spent_ms = []
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "flush").open("wb", buffering=0) as file:
        for _ in range(200):
            begun_s = time.perf_counter()
            file.write(bytes(4_096))
            os.fdatasync(file.fileno())
            spent_ms.append((time.perf_counter() - begun_s) * 1_000)
    return round(statistics.median(spent_ms), 2)


def _postgres() -> PostgresPlace | None:
    """A database of a PostgreSQL started for this, for the role a server has; None where it is not installed."""
    if not postgres.is_installed():
        _say("PostgreSQL is not installed here (Debian package postgresql): left out")
        return None
    owner = postgres.cluster().new_database()
    engine = open_engine(owner)
    with engine.begin() as connection:
        restrict_role(connection, postgres.SERVER_ROLE)
    engine.dispose()
    return postgres.cluster().as_server(owner)


async def _measure_writing(folder: Path, place: PostgresPlace | None, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with ServerRecord(folder, place) as record:
        assert record.place is not None
        ledger = DatabaseLedger(open_engine(record.place), record.seal_key)
        ledger.start()
        for writers in WRITERS:
            _say(f"{writers} at once {'into PostgreSQL' if place else 'into SQLite'} ...")
            count = (WRITTEN_EACH if writers == 1 else WRITTEN_TOGETHER) // writers
            sessions = [await _session(record, ledger, WARM_UP_EACH + count) for _ in range(writers)]
            await asyncio.gather(*(_hand_in(ledger, events[:WARM_UP_EACH]) for events in sessions))
            await asyncio.sleep(WARM_UP_S)
            begun_s, begun_cpu_s = time.perf_counter(), time.process_time()
            taken_ms = await asyncio.gather(*(_hand_in(ledger, events[WARM_UP_EACH:]) for events in sessions))
            elapsed_s, used_s = time.perf_counter() - begun_s, time.process_time() - begun_cpu_s
            spent_ms = [each for one in taken_ms for each in one]
            name = f"{prefix}single_1" if writers == 1 else f"{prefix}group_{writers}"
            found[f"{name}_events_per_s"] = round(len(spent_ms) / elapsed_s)
            found[f"{name}_cpu_us"] = round(used_s / len(spent_ms) * 1e6)
            found[f"{name}_p50_ms"] = round(statistics.median(spent_ms), 2)
            found[f"{name}_p99_ms"] = round(percentile(spent_ms, 99) or 0, 2)
        await ledger.close()
    return found


async def _session(record: ServerRecord, ledger: DatabaseLedger, count: int) -> list[AuditEvent]:
    sid = record.open()
    # Told again, as by a program that lost the answer: nothing is written, and the ledger knows the person's key.
    opened = server_event(AuditTag.SESSION_RESUMED, {"role": "client"}, now=NOW, sid=sid)
    assert await ledger.open_session(sid, raw_public_key(record.person_key), opened)
    return [signed_event(sid, cseq, record.person_key) for cseq in range(1, count + 1)]


async def _hand_in(ledger: DatabaseLedger, events: list[AuditEvent]) -> list[float]:
    spent_ms = []
    for event in events:
        begun_s = time.perf_counter()
        assert isinstance(await ledger.append_client_event(event), Stored)
        spent_ms.append((time.perf_counter() - begun_s) * 1_000)
    return spent_ms


def _measure_verifying() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for share in SHARES:
        _say(f"checking {VERIFIED} events, {share} of 100 signed ...")
        data = _export(VERIFIED, share)
        ways = (("verify", WORTH_BYTES, False), ("verify_alone", 0, False))
        if share:
            ways += (("verify_every", WORTH_BYTES, True), ("verify_every_alone", 0, True))
        for name, size, is_every in ways:
            with pool_for(size) as executor:
                if executor is not None:
                    list(executor.map(abs, range(64)))  # started, as in a file of some size
                begun_s, begun_cpu_s = time.perf_counter(), time.process_time()
                report = check_export(io.BytesIO(data), executor=executor, is_every_signature=is_every)
                elapsed_s, used_s = time.perf_counter() - begun_s, time.process_time() - begun_cpu_s
            assert isinstance(report, ExportReport)
            assert report.verdict.finding is Finding.INTACT, report.verdict
            found[f"{name}_{share}_signed_events_per_s"] = round(VERIFIED / elapsed_s)
            if executor is None:
                found[f"{name}_{share}_signed_cpu_us"] = round(used_s / VERIFIED * 1e6, 1)
    return found


def _export(count: int, share: int) -> bytes:
    lines, head = [], EMPTY_CHAIN
    for line, head in _events(count, share):  # noqa: B007 - the last one is the end
        lines.append(line)
    manifest = make_manifest(
        origin="https://help.example",
        sid=None,
        start=EMPTY_CHAIN,
        end=head,
        exported_at=signed_event("a" * 32, 1, _PERSON).ts,
        exported_by="operator",
        seal=None,
        key=_SERVER,
    )
    stream = io.BytesIO()
    write_export(stream, manifest, lines)
    return stream.getvalue()


def _events(count: int, share: int) -> Any:
    """Canonical lines with the chain after each: sessions woven into each other and into events of none."""
    head, key, signed_so_far = EMPTY_CHAIN, raw_public_key(_PERSON), 0
    sids = [f"{number:032x}" for number in range(SESSIONS if share else 0)]
    chains, previous = dict.fromkeys(sids, EMPTY_CHAIN), dict.fromkeys(sids, "")
    opened = {
        "agent_id": "agent:1", "client_key": key.hex(), "agent_key": "d" * 64,
        "client_program": "alongside-client/0.1.0", "agent_program": "alongside-console/0.1.0", "os_family": "linux",
    }  # fmt: skip
    plain = server_event(AuditTag.LOGIN_OK, {"method": "password"}, now=NOW)
    for number in range(count):
        event = plain
        if number < len(sids):
            event = server_event(AuditTag.SESSION_OPENED, opened, now=NOW, sid=sids[number])
        elif number % 100 * 13 % 100 < share:  # evenly, not in a block
            sid, cseq = sids[signed_so_far % SESSIONS], signed_so_far // SESSIONS + 1
            signed_so_far += 1
            event = signed_event(sid, cseq, _PERSON, previous=previous[sid])
            assert event.client is not None
            event = replace(event, client=replace(event.client, key=key))
            statement = event_signing_bytes(sid, cseq, event.client.cts, event.tag, event.outcome, event.data)
            previous[sid] = statement_digest(statement)
        linked = link_event(event, after=head, session_after=chains[event.sid] if event.sid else None)
        head = linked.head
        if event.sid and linked.session_head:
            chains[event.sid] = linked.session_head
        yield linked.line, head


def _measure_witness(folder: Path, count: int) -> dict[str, Any]:
    with ServerRecord(folder) as record:
        _say(f"a record of {count} events ...")
        _fill(record, count)
        _say("the witness looks at all of it, then at one session more ...")
        first_s, before = _look(record, EMPTY_CHAIN, {})
        sid = record.open()
        record.signed(sid, 20)
        record.close(sid)
        next_s, _ = _look(record, before.head, before.sessions)
        begun_s = time.perf_counter()
        with open_record(record.database) as view:
            assert check_anchor(view, before.head, record.server_key) is None
        idle_s = time.perf_counter() - begun_s
    return {
        "witness_events": count,
        "witness_first_events_per_s": round(count / first_s),
        "witness_next_checkpoint_ms": round(next_s * 1_000, 1),
        "witness_look_ms": round(idle_s * 1_000, 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024),
    }


def _look(record: ServerRecord, after: ChainHead, sessions: Any) -> tuple[float, Agreed]:
    begun_s = time.perf_counter()
    with open_record(record.database) as view:
        found = check_onward(view, after=after, sessions=sessions, server_key=record.server_key)
    assert isinstance(found, Agreed), found
    return time.perf_counter() - begun_s, found


def _fill(record: ServerRecord, count: int) -> None:
    """Events of no session straight into the table: through the queue a million would take an hour."""
    event, head = server_event(AuditTag.LOGIN_OK, {"method": "password"}, now=NOW), EMPTY_CHAIN
    while head.count < count:
        rows = []
        for _ in range(min(20_000, count - head.count)):
            linked = link_event(event, after=head)
            head = linked.head
            rows.append({
                "seq": linked.seq, "hash": linked.hash, "session_id": None, "sseq": None, "cseq": None,
                "tag": str(event.tag), "ts": event.ts, "line": linked.line.decode("ascii"),
            })  # fmt: skip

        def put(connection: Connection, rows: list[dict[str, Any]] = rows) -> None:
            connection.execute(insert(audit_events), rows)

        record.write(put)


def _say(sentence: str) -> None:
    print(f"bench-audit: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
