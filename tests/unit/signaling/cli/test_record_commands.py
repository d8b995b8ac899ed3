from pathlib import Path

import pytest

from tests.integration.server.running_server import run_here

COMMANDS = [
    ("audit", "export"),
    ("audit", "list-sessions"),
    ("record", "erase"),
    ("record", "prune"),
    ("witness", "run"),
    ("witness", "status"),
    ("database", "prepare"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_says_what_it_takes_and_how_it_ends(command: tuple[str, str]):
    done = run_here(*command, "--help")
    assert done.returncode == 0
    assert f"alongside-server {' '.join(command)}" in done.stdout
    assert "Exit statuses:" in done.stdout


@pytest.mark.parametrize(
    "command", [("audit", "list-sessions"), ("record", "prune"), ("record", "erase", "0" * 32, "--yes")]
)
def test_folder_of_no_server_is_refused_before_anything_is_done(tmp_path: Path, command: tuple[str, ...]):
    done = run_here(*command, "--data-dir", str(tmp_path))
    assert done.returncode == 66
    assert done.stderr == f"There is no data of a server in {tmp_path}. Check --data-dir.\n"
    assert list(tmp_path.iterdir()) == []
