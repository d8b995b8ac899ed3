"""Command line of the console."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from agent_console.config import DEFAULT_SERVER, PROGRAM, Settings
from shared.cli.choice_option import LanguageOption
from shared.cli.exit_code import ExitCode
from shared.cli.fail import run_program
from shared.cli.preflight import check_desktop, format_problems
from shared.cli.text import set_language
from shared.errors import SetupError
from shared.log import configure_logging
from shared.protocol.email_address import normalize_email
from shared.transport.server_address import make_tls_context, resolve_server_url

_EPILOG = """
\b
Examples:
  alongside-console --server help.example
  alongside-console --server help.example:8443 --ca-file our-authority.pem
  alongside-console --email ana@help.example --lang ro

\b
Exit statuses:
  0   the window was closed
  2   the command line, the server address or the e-mail address is wrong
  65  a file was read but what is in it is not valid
  66  a file is not there or cannot be read
  70  a fault of the program; it names the log file
  78  this computer lacks something, such as a screen or a library; it says what to do
  129, 130, 143  the terminal was closed, Ctrl+C, or `kill`: ended in order, as if the window was closed
"""

_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@_app.command(epilog=_EPILOG)
def console(
    server: Annotated[
        str,
        typer.Option(
            envvar="ALONGSIDE_SERVER",
            help="Your organisation's server. Only a server on this computer may be plain ws://.",
        ),
    ] = DEFAULT_SERVER,
    ca_file: Annotated[
        Path | None, typer.Option(help="Trust only the certificate authorities in this file (PEM).")
    ] = None,
    language: LanguageOption = None,
    email: Annotated[str, typer.Option(help="Your e-mail address, for the sign-in page.")] = "",
    code: Annotated[str | None, typer.Option(help="A code to use as soon as you are signed in.")] = None,
    *,
    verbose: Annotated[bool, typer.Option("--verbose", help="Write more into the log on standard error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Help people: sign in, type the code a person reads to you, and see what they allow you to see."""
    if version:
        print(PROGRAM)  # noqa: T201 - what was asked for
        raise typer.Exit
    configure_logging(as_json=False, level="INFO" if verbose else "WARNING")
    if language is not None:
        set_language(language)
    settings = Settings(server_url=server, ca_file=ca_file, language=language, email=email, code=code)
    raise typer.Exit(run_program(lambda: _run(settings), program="alongside-console"))


def _run(settings: Settings) -> int:
    # What is wrong with the command line is said before a window is tried.
    resolve_server_url(settings.server_url)
    if settings.email and normalize_email(settings.email) is None:
        raise SetupError("bad_email", email=settings.email)
    if settings.ca_file is not None:
        make_tls_context(settings.ca_file)
    problems = check_desktop(os.environ, needs_x11=False)
    if problems:
        print(format_problems(problems), file=sys.stderr)  # noqa: T201 - the person at a terminal reads it
        return ExitCode.SETUP
    # Qt and the media libraries load only now: without a display or a library they end the process with jargon.
    from agent_console.app import run

    return run(settings)


def main() -> None:
    """Entry point `alongside-console`."""
    _app()


if __name__ == "__main__":
    main()
