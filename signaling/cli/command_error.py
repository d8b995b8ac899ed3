"""A command that cannot be done: the sentence for the person at the terminal, and the exit status."""

from shared.cli.exit_code import ExitCode
from shared.errors import AlongsideError


class CommandError(AlongsideError):
    """Carries one finished sentence in the reader's language."""

    code = "command_failed"

    def __init__(self, sentence: str, status: ExitCode) -> None:
        super().__init__(None)
        self.sentence = sentence
        self.status = status
