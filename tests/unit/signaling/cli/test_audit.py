import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.audit.chain import raw_public_key
from shared.audit.event import AuditTag
from shared.audit.export import Manifest, read_manifest
from shared.audit.verifier import Finding, verify_events
from shared.cli.exit_code import ExitCode
from signaling.cli import audit
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import open_database, prepare_data_dir
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.audit_store import append_event


def test_export_is_signed_whole_and_counts_the_export_before_it(tmp_path: Path):
    prepare_data_dir(tmp_path)
    for name in ("one", "two"):
        audit.export(tmp_path, session_id=None, out=tmp_path / name, origin="https://help.example.org")
    stream = io.BytesIO((tmp_path / "two").read_bytes())
    manifest = read_manifest(stream)
    assert isinstance(manifest, Manifest)
    assert manifest.is_signature_valid
    assert manifest.key == raw_public_key(load_or_create_audit_key(tmp_path))
    assert (manifest.origin, manifest.count) == ("https://help.example.org", 1)
    lines = stream.read().splitlines()
    assert verify_events(lines, expected=manifest.end).finding is Finding.INTACT
    assert AuditTag.LOG_EXPORTED.encode() in lines[0]


@pytest.mark.parametrize(
    ("told", "named"), [("", "https://help.example.org"), ("https://other.example", "https://other.example")]
)
def test_export_names_the_address_the_server_last_ran_with_unless_told(tmp_path: Path, told: str, named: str):
    prepare_data_dir(tmp_path)
    now = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
    with open_database(tmp_path) as connection:
        for origin in ("http://127.0.0.1:8765", "https://help.example.org"):
            data = {"program": "alongside-server/0.1.0", "origin": origin}
            append_event(connection, server_event(AuditTag.SERVER_STARTED, data, now=now))
    audit.export(tmp_path, session_id=None, out=tmp_path / "record", origin=told)
    manifest = read_manifest(io.BytesIO((tmp_path / "record").read_bytes()))
    assert isinstance(manifest, Manifest)
    assert manifest.origin == named


def test_export_that_cannot_be_written_is_refused(tmp_path: Path):
    with pytest.raises(CommandError) as refused:
        audit.export(tmp_path, session_id=None, out=tmp_path / "no" / "folder", origin="")
    assert refused.value.status is ExitCode.CANNOT_CREATE


def test_list_sessions_of_an_empty_record_says_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    audit.list_sessions(tmp_path)
    assert capsys.readouterr().out == ""
