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


def _run_as(folder: Path, *origins: str) -> None:
    prepare_data_dir(folder)
    now = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
    with open_database(folder) as connection:
        for origin in origins:
            data = {"program": "alongside-server/0.1.0", "origin": origin}
            append_event(connection, server_event(AuditTag.SERVER_STARTED, data, now=now))


@pytest.mark.parametrize("told", ["", "https://help.example.org", "https://HELP.example.org:443/"])
def test_export_names_the_address_the_server_last_ran_with(tmp_path: Path, told: str):
    _run_as(tmp_path, "http://127.0.0.1:8765", "https://help.example.org")
    audit.export(tmp_path, session_id=None, out=tmp_path / "record", origin=told)
    manifest = read_manifest(io.BytesIO((tmp_path / "record").read_bytes()))
    assert isinstance(manifest, Manifest)
    assert manifest.origin == "https://help.example.org"


def test_export_for_another_server_than_the_record_names_is_refused(tmp_path: Path):
    _run_as(tmp_path, "https://help.example.org")
    with pytest.raises(CommandError) as refused:
        audit.export(tmp_path, session_id=None, out=tmp_path / "record", origin="https://other.example")
    assert refused.value.status is ExitCode.USAGE
    assert "https://help.example.org, not https://other.example" in refused.value.sentence
    assert not (tmp_path / "record").exists()


def test_export_that_cannot_be_recorded_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    prepare_data_dir(tmp_path)

    def full(*_arguments: object) -> None:
        raise CommandError("full", ExitCode.CANNOT_CREATE)

    monkeypatch.setattr(audit, "_record", full)
    with pytest.raises(CommandError):
        audit.export(tmp_path, session_id=None, out=tmp_path / "record", origin="")
    assert not (tmp_path / "record").exists()


def test_export_that_cannot_be_written_is_refused(tmp_path: Path):
    prepare_data_dir(tmp_path)
    with pytest.raises(CommandError) as refused:
        audit.export(tmp_path, session_id=None, out=tmp_path / "no" / "folder", origin="")
    assert refused.value.status is ExitCode.CANNOT_CREATE


def test_list_sessions_of_an_empty_record_says_so_beside_the_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    prepare_data_dir(tmp_path)
    audit.list_sessions(tmp_path)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "There is no session on record yet.\n")
