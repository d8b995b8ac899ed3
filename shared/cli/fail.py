"""The last net of every program: whatever goes wrong becomes one sentence and an exit status, never a traceback."""

import errno
import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import platformdirs

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.errors import (
    AlongsideError,
    DescriptionRefusedError,
    JournalWriteError,
    ProtocolError,
    SetupError,
    SignalingError,
)

_LOG_FILE_MODE = 0o600
# What whoever started the program wrote wrong: the sentence says all there is, and nobody needs a log file.
_OWN_MISTAKES = frozenset({"bad_url", "insecure_url", "bad_email", "ca_file_unreadable", "ca_file_malformed"})


def run_program(main: Callable[[], int | None], *, program: str, log_path: Path | None = None) -> int:
    """Run a program to its end and give its exit status, for `sys.exit`.

    A `SystemExit` passes through: argument parsers have said their word by then.

    Args:
        main: the program; None counts as 0.
        program: its name, for the log file and the sentence.
        log_path: where tracebacks go, readable by this user only; the user's log directory when None.
    """
    try:
        return main() or ExitCode.OK
    except KeyboardInterrupt:
        print(file=sys.stderr)  # noqa: T201 -- the prompt goes to a line of its own after ^C
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone, as in `| head`. Nobody is left to be told.
        sys.stdout = None
        return ExitCode.OK
    except (AlongsideError, OSError) as error:
        sentence, status = explain(error)
        is_own_mistake = isinstance(error, AlongsideError) and error.reason in _OWN_MISTAKES
        kept_at = None if is_own_mistake else _keep_traceback(error, program, log_path)
    except Exception as error:  # noqa: BLE001 -- the last net: everything must end in a sentence
        sentence, status = tr("Something in {program} went wrong. We are sorry.", program=program), ExitCode.INTERNAL
        kept_at = _keep_traceback(error, program, log_path)
    print(sentence, file=sys.stderr)  # noqa: T201 -- the one sentence a person at a terminal reads
    if kept_at is not None:
        print(tr("Details for support are in {path}.", path=kept_at), file=sys.stderr)  # noqa: T201 -- as above
    return status


def explain(error: AlongsideError | OSError) -> tuple[str, ExitCode]:
    """The sentence and the exit status for an error we know."""
    if not isinstance(error, AlongsideError):
        return _explain_system(error)
    return _explain_named(error) or _explain_own(error)


def _explain_named(error: AlongsideError) -> tuple[str, ExitCode] | None:
    """For errors that name what whoever started the program can put right; None for all others."""
    match error.reason, error.fields:
        case "insecure_url", {"host": host}:
            sentence = tr(
                "The way to the server {host} would not be protected, so nothing was sent. Its address has to begin "
                "with https:// or wss://.",
                host=host,
            )
            return sentence, ExitCode.USAGE
        case "bad_url", _:
            sentence = tr("This is no address of a server. Write it like help.example or https://help.example:8443.")
            return sentence, ExitCode.USAGE
        case "bad_email", {"email": email}:
            return tr("“{email}” is not an e-mail address.", email=email), ExitCode.USAGE
        case _:
            return _explain_place(error)


def _explain_place(error: AlongsideError) -> tuple[str, ExitCode] | None:
    """For errors that name a file; None for all others."""
    match error.reason, error.fields:
        case "ca_file_unreadable", {"path": path}:
            return tr("The file {path} cannot be read.", path=path), ExitCode.UNREADABLE
        case "ca_file_malformed", {"path": path}:
            return tr("{path} is not a file of certificates (PEM).", path=path), ExitCode.DATA
        case JournalWriteError.code, {"path": path}:
            sentence = tr(
                "The record of what happens cannot be written to {path}, so the program did not start. Check "
                "whether you may write there and whether the disk is full.",
                path=path,
            )
            return sentence, ExitCode.CANNOT_CREATE
    return None


def _explain_own(error: AlongsideError) -> tuple[str, ExitCode]:
    match error:
        case SignalingError():
            return (
                tr("We cannot reach the server. Check the internet connection and the server's address."),
                ExitCode.UNAVAILABLE,
            )
        case DescriptionRefusedError():
            return (
                tr("The connection was refused because somebody in between may have changed it. Nothing was shared."),
                ExitCode.PROTOCOL,
            )
        case ProtocolError():
            return (
                tr("The other side sent something this program does not understand ({code}).", code=error.reason),
                ExitCode.PROTOCOL,
            )
        case JournalWriteError():
            return (
                tr("The record of what happens cannot be written, so nothing was allowed. Is the disk full?"),
                ExitCode.CANNOT_CREATE,
            )
        case SetupError():
            return (
                tr("This computer is not ready for the program yet: {detail}.", detail=str(error)),
                ExitCode.SETUP,
            )
        case _:
            return tr("The program cannot go on: {detail}.", detail=str(error)), ExitCode.INTERNAL


def _explain_system(error: OSError) -> tuple[str, ExitCode]:
    path = str(error.filename or "")
    match error:
        case FileNotFoundError() if path:
            verdict = tr("There is no file {path}.", path=path), ExitCode.UNREADABLE
        case PermissionError() if path:
            verdict = tr("You are not permitted to use {path}.", path=path), ExitCode.NOT_PERMITTED
        case PermissionError():
            verdict = tr("The system did not permit this."), ExitCode.NOT_PERMITTED
        case OSError(errno=errno.EADDRINUSE):
            sentence = tr("Another program already uses this network port. Stop it or choose another port.")
            verdict = sentence, ExitCode.UNAVAILABLE
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            verdict = tr("The disk is full. Make some room, then try again."), ExitCode.CANNOT_CREATE
        case OSError(errno=errno.EROFS) if path:
            verdict = tr("{path} is on a disk that cannot be written to.", path=path), ExitCode.CANNOT_CREATE
        case ConnectionError() | TimeoutError() | OSError(errno=errno.ENETUNREACH | errno.EHOSTUNREACH):
            verdict = tr("The network did not answer. Check the connection, then try again."), ExitCode.UNAVAILABLE
        case _:
            sentence = tr("The system refused: {detail}.", detail=error.strerror or type(error).__name__)
            verdict = sentence, ExitCode.INTERNAL
    return verdict


def _keep_traceback(error: BaseException, program: str, log_path: Path | None) -> Path | None:
    """Append the traceback to the log file; None when even that cannot be done."""
    path = log_path or platformdirs.user_log_path("alongside", appauthor=False) / f"{program}.log"
    record = logging.LogRecord(program, logging.ERROR, "", 0, "ended by an error", None, None)
    header = logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s").format(record)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_LOG_FILE_MODE)
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{header}\n{''.join(traceback.format_exception(error))}\n")
    except OSError:
        return None
    return path
