"""Command line of the console."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from agent_console.config import DEFAULT_SERVER, PROGRAM, Settings
from shared.cli.exit_code import ExitCode
from shared.cli.fail import run_program
from shared.cli.preflight import check_desktop, format_problems
from shared.cli.text import set_language
from shared.log import configure_logging

_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@_app.command()
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
    language: Annotated[
        str | None, typer.Option("--lang", help="en, ro or ru; follows the system when left out.")
    ] = None,
    email: Annotated[str, typer.Option(help="Your e-mail address, for the sign-in page.")] = "",
    code: Annotated[str | None, typer.Option(help="A code to use as soon as you are signed in.")] = None,
    *,
    verbose: Annotated[bool, typer.Option(help="Write more into the log on standard error.")] = False,
    version: Annotated[bool, typer.Option(help="Print the version and exit.")] = False,
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
