from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli.command_error import CommandError
from signaling.cli.folder_lock import hold_lock


def test_lock_is_held_by_one_and_free_again_afterwards(tmp_path: Path):
    path = tmp_path / "x.lock"
    with hold_lock(path, refusal="first"):
        with pytest.raises(CommandError) as refused, hold_lock(path, refusal="It is taken."):
            raise AssertionError
        assert (refused.value.sentence, refused.value.status) == ("It is taken.", ExitCode.UNAVAILABLE)
    with hold_lock(path, refusal="again"):
        assert path.stat().st_mode & 0o777 == 0o600
