"""The option `--origin`, which several commands take: an address people can dial, or a sentence."""

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError
from signaling.config import canonical_web_origin


def require_origin(text: str) -> None:
    """Refuse what is no `https://host[:port]`; `http://` is for this computer only.

    Raises:
        CommandError: with the sentence.
    """
    if canonical_web_origin(text) is None:
        sentence = tr("“{origin}” is no address of a server. Write it like https://help.example:8443.", origin=text)
        raise CommandError(sentence, ExitCode.USAGE)
