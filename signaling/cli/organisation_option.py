"""The option `--organisation`, which several commands take: a name that can be shown to strangers, or none."""

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError
from signaling.domain.accounts import clean_name


def require_organisation(text: str) -> str:
    """The name ready to be shown; empty when none was given. Raises `CommandError` when it is too long."""
    if not text.strip():
        return ""
    name = clean_name(text)
    if name is None:
        raise CommandError(tr("The organisation must have at most 80 visible characters."), ExitCode.USAGE)
    return name
