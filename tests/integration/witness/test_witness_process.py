"""The witness as it runs: a process beside a real server, with real witnesses: a file, an HTTP server, a bucket."""

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from shared.audit.chain import raw_public_key
from shared.audit.checkpoint import Checkpoint, read_checkpoint, read_checkpoint_file
from shared.protocol import signaling_messages as wire
from signaling.storage.audit_key import load_public_key
from signaling.witness.status import StatusUnusableError, WatchState, WitnessStatus, read_status
from tests.fakes.server_record import ServerRecord
from tests.integration.server.running_server import COMMAND, PASSWORD, ServerProcess, add_account
from tests.integration.server.wire_program import Program, open_session
from tests.netlink.free_port import free_port

CEILING_S = 30.0
ROUNDS = 6

_HTTP_WITNESS = """
import http.server, pathlib, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with open(sys.argv[2], "ab") as file:
            file.write(len(body).to_bytes(4, "big") + body)
        self.send_response(204); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class WitnessProcess:
    """`alongside-server witness run`."""

    def __init__(self, folder: Path, data_dir: Path, *options: str, command=(*COMMAND,), env=None) -> None:
        self.folder = folder
        self.log = folder.with_suffix(".log")
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, "witness", "run", "--data-dir", str(data_dir), "--witness-dir", str(folder), *options],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={**os.environ, "LC_ALL": "C", "HOME": str(folder.parent), **(env or {})},
            )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "watching\n", self.log.read_text()

    def status(self) -> WitnessStatus | None:
        with contextlib.suppress(StatusUnusableError):
            return read_status(self.folder)
        return None

    def wait_for(self, condition) -> WitnessStatus:
        return _wait_for(lambda: (status := self.status()) is not None and condition(status) and status)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        status = self.process.wait(15)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def _wait_for(condition):
    until = time.monotonic() + CEILING_S
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    raise TimeoutError


def _start_http_witness(port: int, out: Path) -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", _HTTP_WITNESS, str(port), str(out)])

    def is_there():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True

    _wait_for(is_there)
    return process


def _posted(path: Path) -> list[Checkpoint]:
    data, found = path.read_bytes() if path.exists() else b"", []
    while data:
        length = int.from_bytes(data[:4], "big")
        found.append(read_checkpoint(data[4 : 4 + length]))
        data = data[4 + length :]
    return found


def _kept(path: Path) -> list[Checkpoint]:
    found = read_checkpoint_file(path.read_bytes()) if path.exists() else []
    return found if isinstance(found, list) else []


def test_server_beside_a_witness_that_says_no_is_not_ready_and_puts_it_on_record(tmp_path):
    data_dir, folder = tmp_path / "data", tmp_path / "w"
    with ServerProcess(data_dir, "--witness", str(folder)) as server:
        health = server.url.replace("ws://", "")
        with WitnessProcess(folder, data_dir, "--to", str(tmp_path / "out.jsonl")) as witness:
            witness.wait_for(lambda status: status.size == 1)
            assert _ready(health) == (200, {"ready": True})
            with ServerRecord(data_dir) as record:
                record.plain(3)
                record.close(record.open())
                witness.wait_for(lambda status: status.size == 8)
                # One transaction, as whoever puts an older copy in its place.
                record.change("DELETE FROM audit_events WHERE seq > 5")
                witness.wait_for(lambda status: status.state is WatchState.REFUSED)
                _wait_for(lambda: _ready(health) == (503, {"ready": False, "reason": "record_refused"}))
                _wait_for(lambda: b"log:chain:verify_failed" in record.lines()[-1])
        server.stop()


def _ready(host: str) -> tuple[int, dict[str, object]]:
    connection = http.client.HTTPConnection(host, timeout=5)
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    found = answer.status, json.loads(answer.read())
    connection.close()
    return found


@pytest.fixture
def record(tmp_path):
    with ServerRecord(tmp_path / "data") as made:
        made.started()
        yield made


def _witness_key(folder: Path) -> bytes:
    return raw_public_key(load_public_key(folder / "witness-key.pub"))


async def test_closed_session_of_a_real_server_is_witnessed_at_once(tmp_path):
    data_dir, out = tmp_path / "data", tmp_path / "out.jsonl"
    add_account(data_dir, "ana@example.org")
    with ServerProcess(data_dir) as server, WitnessProcess(tmp_path / "w", data_dir, "--to", str(out)) as witness:
        witness.wait_for(lambda status: status.size > 0)
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            pair = await open_session(client, agent)
            await client.request(pair.asked(), wire.EventCommitted)
            leaving = wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped")
            closed = await client.request(leaving, wire.SessionClosed)
        began = time.monotonic()
        status = witness.wait_for(lambda status: _kept(out) and _kept(out)[-1].head.count >= closed.seal.count + 2)
        assert time.monotonic() - began < 20
        assert status.state is WatchState.WATCHING
        checkpoints = _kept(out)
        assert all(each.is_signed_by(_witness_key(tmp_path / "w")) for each in checkpoints)
        assert {each.origin for each in checkpoints} == {server.url.replace("ws://", "http://")}
        assert witness.stop() == 0


def test_witness_that_is_down_gets_everything_later_and_in_order(tmp_path, record):
    port, out = free_port(), tmp_path / "posted"
    place = f"http://127.0.0.1:{port}/checkpoints"
    with WitnessProcess(tmp_path / "w", record.folder, "--to", place) as witness:
        for count in (1, 2, 3):
            witness.wait_for(lambda status, count=count: status.size >= 1 and status.witnesses[0].waiting == count)
            record.close(record.open())
        status = witness.wait_for(lambda status: status.witnesses[0].waiting == 4)
        assert status.witnesses[0].problem == "unreachable"
        process = _start_http_witness(port, out)
        try:
            status = witness.wait_for(lambda status: status.witnesses[0].waiting == 0)
        finally:
            process.kill()
            process.wait()
    assert [each.head.count for each in _posted(out)] == [1, 5, 9, 13]
    assert (status.witnesses[0].delivered_size, status.witnesses[0].problem) == (13, "")


def test_witness_killed_at_any_moment_never_signs_two_histories_and_loses_nothing(tmp_path, record):
    chance = random.Random(7)
    port, posted, out = free_port(), tmp_path / "posted", tmp_path / "out.jsonl"
    process = _start_http_witness(port, posted)
    options = ["--to", str(out), "--to", f"http://127.0.0.1:{port}/"]
    try:
        for _ in range(ROUNDS):
            with WitnessProcess(tmp_path / "w", record.folder, *options) as witness:
                record.close(record.open())
                time.sleep(chance.random() * 0.6)
                witness.stop(signal.SIGKILL)
        record.close(record.open())
        with WitnessProcess(tmp_path / "w", record.folder, *options) as witness:
            last = 1 + 4 * (ROUNDS + 1)
            witness.wait_for(
                lambda status: status.size == last and all(each.delivered_size == last for each in status.witnesses)
            )
    finally:
        process.kill()
        process.wait()
    hashes = {number: json.loads(line)["hash"] for number, line in enumerate(record.lines(), 1)}
    key = _witness_key(tmp_path / "w")
    for checkpoints in (_kept(out), _posted(posted)):
        sizes = [each.head.count for each in checkpoints]
        assert sizes == sorted(sizes)
        assert sizes[-1] == last
        for each in checkpoints:
            assert each.is_signed_by(key)
            assert each.head.hash == hashes[each.head.count]


def test_witness_that_says_no_says_it_in_log_and_state_and_keeps_its_checkpoint(tmp_path, record):
    out = tmp_path / "out.jsonl"
    record.plain(5)
    with WitnessProcess(tmp_path / "w", record.folder, "--to", str(out)) as witness:
        witness.wait_for(lambda status: status.size == 6)
        record.change("DELETE FROM audit_events WHERE seq > 4")
        status = witness.wait_for(lambda status: status.state is WatchState.REFUSED)
        assert (status.size, status.problem, status.first_bad_seq) == (6, "tail_missing", 5)
        assert witness.stop() == 0
        events = [json.loads(line)["event"] for line in witness.log.read_text().splitlines()]
        assert events.count("record_refused") == 1
    assert [each.head.count for each in _kept(out)] == [6]


# The interpreter may lie where no other user may look, so all that is needed is loaded before the user changes.
_AS_ANOTHER_USER = """
import os, pathlib, sys, encodings.idna
from signaling.cli.witness import WitnessOptions, run
user, _, _, _, data, _, folder, _, place = sys.argv[1:]
os.setgroups([])
os.setgid(int(user))
os.setuid(int(user))
sys.exit(run(WitnessOptions(
    data_dir=pathlib.Path(data), witness_dir=pathlib.Path(folder), to=[place], audit_pub=None, origin="", ca_file=None,
    s3_endpoint="", s3_region="", s3_credentials=None, retain_days=1, is_once=False,
)))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a program as another user")
def test_witness_runs_as_another_user_who_may_only_read():
    # In no folder of pytest's own: those are closed to other users.
    base = Path(tempfile.mkdtemp(prefix="alongside-witness-"))
    user = 65_534
    try:
        base.chmod(0o755)
        witness_dir, data_dir = base / "w", base / "data"
        witness_dir.mkdir()
        os.chown(witness_dir, user, user)
        # As the operator lays it: the group may read the folder, and what SQLite makes in it gets that group.
        data_dir.mkdir()
        os.chown(data_dir, 0, user)
        data_dir.chmod(0o2750)
        with ServerRecord(data_dir) as record:
            record.database.chmod(0o640)
            record.plain(3)
        (data_dir / "audit-key.pub").chmod(0o644)
        command = [sys.executable, "-c", _AS_ANOTHER_USER, str(user)]
        with WitnessProcess(
            witness_dir, data_dir, "--to", str(witness_dir / "out.jsonl"), command=command
        ) as witness:
            # Nobody has the database open, and who may not write cannot make the file it is shared through.
            witness.wait_for(lambda status: status.state is WatchState.UNREADABLE)
            with ServerProcess(data_dir) as server:
                witness.wait_for(lambda status: status.size == 4)
                with ServerRecord(data_dir) as record:
                    record.close(record.open())
                    witness.wait_for(lambda status: status.size == 8)
                server.stop(signal.SIGKILL)
                with ServerRecord(data_dir) as record:
                    record.close(record.open("b" * 32))
                    witness.wait_for(lambda status: status.size == 12)
            assert witness.stop() == 0
        assert (witness_dir / "witness-key.pem").stat().st_uid == user
        assert len(_kept(witness_dir / "out.jsonl")) == 3
    finally:
        shutil.rmtree(base, ignore_errors=True)


SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """An S3-compatible server with a bucket that has object lock."""
    port = free_port()
    log = (tmp_path_factory.mktemp("moto") / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}"

    def is_there():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True

    _wait_for(is_there)
    client = boto3.client(
        "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="AK", aws_secret_access_key=SECRET
    )
    client.create_bucket(Bucket="witness", ObjectLockEnabledForBucket=True)
    yield url, client
    client.close()
    process.kill()
    process.wait()
    log.close()


def test_checkpoint_in_a_bucket_is_locked(tmp_path, record, store):
    url, client = store
    keys = {"AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": SECRET}
    options = ["--to", "s3://witness/log-1", "--s3-endpoint", url, "--retain-days", "30"]
    with WitnessProcess(tmp_path / "w", record.folder, *options, env=keys) as witness:
        witness.wait_for(lambda status: status.witnesses[0].delivered_size == 1)
        command_line = Path(f"/proc/{witness.process.pid}/cmdline").read_bytes()
        witness.stop()
    assert SECRET.encode() not in command_line + witness.log.read_bytes()
    (entry,) = client.list_objects_v2(Bucket="witness", Prefix="log-1/")["Contents"]
    found = client.get_object(Bucket="witness", Key=entry["Key"])
    checkpoint = read_checkpoint(found["Body"].read())
    assert isinstance(checkpoint, Checkpoint)
    assert checkpoint.is_signed_by(_witness_key(tmp_path / "w"))
    assert found["ObjectLockMode"] == "COMPLIANCE"
    days = (found["ObjectLockRetainUntilDate"].timestamp() - time.time()) / 86_400
    assert 29.9 < days <= 30
    # Neither the version can be taken away, nor does another one in its place hide it.
    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_object(Bucket="witness", Key=entry["Key"], VersionId=found["VersionId"])
    client.put_object(Bucket="witness", Key=entry["Key"], Body=b"forged")
    again = client.get_object(Bucket="witness", Key=entry["Key"], VersionId=found["VersionId"])
    assert read_checkpoint(again["Body"].read()) == checkpoint


def test_bucket_that_refuses_leaves_the_checkpoint_waiting(tmp_path, record, store):
    url, client = store
    keys = {"AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": SECRET}
    options = ["--to", "s3://later/log", "--s3-endpoint", url]
    with WitnessProcess(tmp_path / "w", record.folder, *options, env=keys) as witness:
        status = witness.wait_for(lambda status: status.witnesses[0].problem)
        assert status.witnesses[0].problem == "http_404_NoSuchBucket"
        client.create_bucket(Bucket="later", ObjectLockEnabledForBucket=True)
        witness.wait_for(lambda status: status.witnesses[0].waiting == 0)
