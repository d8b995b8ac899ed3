from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli import database
from signaling.cli.command_error import CommandError


def test_prepare_without_an_address_says_which_file_to_write(tmp_path: Path):
    with pytest.raises(CommandError) as refused:
        database.prepare(tmp_path, owner_url=tmp_path / "owner-url")
    assert refused.value.status is ExitCode.UNREADABLE
    assert str(tmp_path / "database-url") in refused.value.sentence


def test_prepare_with_an_address_that_names_no_role_is_refused(tmp_path: Path):
    path = tmp_path / "database-url"
    path.write_text("postgresql:///alongside")
    path.chmod(0o600)
    with pytest.raises(CommandError) as refused:
        database.prepare(tmp_path, owner_url=tmp_path / "owner-url")
    assert refused.value.status is ExitCode.DATA
