"""The option `--data-dir`: a folder, and never the one somebody happens to be in because a variable was not set."""

from pathlib import Path

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError


def parse_folder(text: str) -> Path:
    """Read the option. Raises `CommandError` when it is empty."""
    if not text:
        raise CommandError(tr("--data-dir was given without a folder."), ExitCode.USAGE)
    return Path(text)
