"""What tests of the command line ask again and again."""

import subprocess
from pathlib import Path

from tests.integration.server.running_server import PASSWORD, run_here


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence a command said no with."""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert done.stdout == ""
    return lines[0]


def add(
    folder: Path, *arguments: str, email: str = "ana@example.org", password: str = PASSWORD
) -> subprocess.CompletedProcess[str]:
    """Run `account add` for Ana, or whoever is named."""
    options = ["--data-dir", str(folder), "--name", "Ana Pop", "--password-stdin"]
    return run_here("account", "add", email, *options, *arguments, stdin=password + "\n")
