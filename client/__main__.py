"""Command line of the assisted person's program."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from client.config import DEFAULT_SERVER, PROGRAM, Settings
from client.journal_file import JournalFile, default_journal_path
from shared.cli.choice_option import LanguageOption
from shared.cli.exit_code import ExitCode
from shared.cli.fail import run_program
from shared.cli.preflight import check_desktop, format_problems
from shared.cli.text import set_language
from shared.errors import JournalWriteError
from shared.log import configure_logging
from shared.transport.server_address import make_tls_context, resolve_server_url

_EPILOG = """
\b
Examples:
  alongside-client --server help.example
  alongside-client --server help.example:8443 --ca-file our-authority.pem
  LANGUAGE=ro alongside-client

\b
Exit statuses:
  0   the window was closed
  2   the command line or the server address is wrong
  65  a file was read but what is in it is not valid
  66  a file is not there or cannot be read
  70  a fault of the program; it names the log file
  73  the person's own record cannot be written
  78  this computer lacks something, such as a screen or a library; it says what to do
  129, 130, 143  the terminal was closed, Ctrl+C, or `kill`: ended in order, as if the window was closed
"""

_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@_app.command(epilog=_EPILOG)
def client(
    server: Annotated[
        str,
        typer.Option(
            envvar="ALONGSIDE_SERVER",
            help="The server of whoever helps you. Only a server on this computer may be plain ws://.",
        ),
    ] = DEFAULT_SERVER,
    ca_file: Annotated[
        Path | None, typer.Option(help="Trust only the certificate authorities in this file (PEM).")
    ] = None,
    language: LanguageOption = None,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", help="Write more into the log on standard error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Get help: shows a code to read to your helper, who then sees your screen only as far as you allow."""
    if version:
        print(PROGRAM)  # noqa: T201 - what was asked for
        raise typer.Exit
    configure_logging(as_json=False, level="INFO" if verbose else "WARNING")
    if language is not None:
        set_language(language)
    settings = Settings(server_url=server, ca_file=ca_file, language=language, journal_path=default_journal_path())
    raise typer.Exit(run_program(lambda: _run(settings), program="alongside-client"))


def _run(settings: Settings) -> int:
    # What is wrong with the command line is said before a window is tried.
    resolve_server_url(settings.server_url)
    if settings.ca_file is not None:
        make_tls_context(settings.ca_file)
    problems = check_desktop(os.environ, needs_x11=True)
    if problems:
        print(format_problems(problems), file=sys.stderr)  # noqa: T201 - the person at a terminal reads it
        return ExitCode.SETUP
    _check_journal(settings.journal_path)
    # Qt and the media libraries load only now: without a display or a library they end the process with jargon.
    from client.app import run

    return run(settings)


def _check_journal(path: Path) -> None:
    journal = JournalFile(path)
    try:
        journal.open()
    except JournalWriteError as error:
        raise JournalWriteError(error.reason, **error.fields, path=str(path)) from error
    finally:
        journal.close()


def main() -> None:
    """Entry point `alongside-client`."""
    _app()


if __name__ == "__main__":
    main()
