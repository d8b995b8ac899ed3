"""What tests of the command line ask again and again."""

import subprocess
import sys
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


def verify(file: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the offline verifier on an exported file, as an auditor does."""
    command = [sys.executable, "-m", "shared.audit.verify_cli", "verify", file, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def export(data_dir: Path, out: Path, *arguments: str) -> Path:
    """Hand the record out into a file, which may be there already."""
    out.unlink(missing_ok=True)
    done = run_here("audit", "export", *arguments, "--out", str(out), "--data-dir", str(data_dir))
    assert done.returncode == 0, done.stderr
    return out
