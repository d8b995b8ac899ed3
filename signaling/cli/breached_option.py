"""The option `--breached-passwords`: opens the list, or says in a sentence what is wrong with the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError
from signaling.storage.breached_list import BreachedList, BreachedListError


@contextmanager
def open_breached(path: Path | None) -> Iterator[BreachedList | None]:
    """The list in that file; None when there is none. Looked at before anybody types a password.

    Raises:
        CommandError: the file cannot be read, or is no such list, at the beginning or at a look-up.
    """
    breached = None
    try:
        breached = None if path is None else BreachedList(path)
        yield breached
    except BreachedListError as error:
        raise _explain(error, path) from error
    finally:
        if breached is not None:
            breached.close()


def _explain(error: BreachedListError, path: Path | None) -> CommandError:
    if error.reason == "breached_malformed":
        sentence = tr(
            "{path} is no list of stolen passwords: each line must be a SHA-1 hash, a colon and a count. Nothing was "
            "changed.",
            path=path,
        )
        return CommandError(sentence, ExitCode.DATA)
    if error.reason == "breached_unsorted":
        sentence = tr(
            "{path} is not sorted by hash, so nothing can be found in it. Get the list ordered by hash. Nothing was "
            "changed.",
            path=path,
        )
        return CommandError(sentence, ExitCode.DATA)
    sentence = tr("The file {path} cannot be read. Nothing was changed.", path=path)
    return CommandError(sentence, ExitCode.UNREADABLE)
