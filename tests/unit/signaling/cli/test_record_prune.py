from dataclasses import replace
from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli import record_prune as record
from signaling.cli.command_error import CommandError
from signaling.domain.policy import ServerPolicy
from tests.fakes.server_record import ServerRecord


def _options(folder: Path) -> record.PruneOptions:
    return record.PruneOptions(
        data_dir=folder,
        older_than_days=1,
        is_meant=True,
        is_export_needless=True,
        witness=None,
        owner_url=None,
    )


def test_prune_finishes_what_was_cut_off_even_when_nothing_new_is_old_enough(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    with ServerRecord(tmp_path / "data") as made:
        made.plain(30)
        monkeypatch.setattr(record.pruning, "remove_declared", lambda _: 0)
        record.prune(_options(made.folder))
        assert len(made.lines()) == 31
        monkeypatch.undo()
        record.prune(_options(made.folder))
        assert len(made.lines()) == 2
    assert capsys.readouterr().out.endswith("They are gone.\n")


def test_prune_keeps_a_year_unless_told_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ServerPolicy().record_kept_days == 365
    with ServerRecord(tmp_path / "data") as made:
        made.plain(3)
        record.prune(replace(_options(made.folder), older_than_days=None))
        assert len(made.lines()) == 3
    assert "365" in capsys.readouterr().out


def test_prune_of_a_folder_that_is_no_servers_is_refused(tmp_path: Path):
    with pytest.raises(CommandError) as refused:
        record.prune(_options(tmp_path))
    assert refused.value.status is ExitCode.UNREADABLE
