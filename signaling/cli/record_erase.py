"""`alongside-server record`: erases the texts of a session for good, after a question, beside a running server."""

import sys
from pathlib import Path

import typer

from shared.audit.event import SID_PATTERN
from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.clock import SystemClock
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import open_database, require_data_dir
from signaling.cli.file_wipe import wipe_files
from signaling.domain.audit_log import OPERATOR
from signaling.domain.ports import Moment
from signaling.domain.session_record import Author
from signaling.storage import record_store


def erase(data_dir: Path, *, session_id: str, is_sure: bool) -> None:
    """Destroy the key and the texts of one session, in the files of the database too; who did it goes on record.

    Raises:
        CommandError: there is no such session, nobody is there to be asked, they said no, or it is not the folder of
            a server.
    """
    if not SID_PATTERN.fullmatch(session_id):
        raise CommandError(tr("A session has 32 digits and letters a to f, all of them."), ExitCode.USAGE)
    require_data_dir(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        record = record_store.read_record(connection, session_id)
    if record is None:
        raise CommandError(tr("There is no session {sid}.", sid=session_id), ExitCode.DATA)
    if not record.is_erased and not is_sure:
        _ask(session_id)
    with open_database(data_dir) as connection:
        clock = SystemClock()
        by = Author(actor=OPERATOR, now=Moment(clock.monotonic_ms(), clock.utc_now()))
        record_store.erase_record(connection, session_id, by)
    if not wipe_files(data_dir):
        sentence = tr("Erased, but the database is being read, and its files still hold remains. Run this once more.")
        raise CommandError(sentence, ExitCode.UNAVAILABLE)
    typer.echo(tr("The texts of session {sid} are erased for good.", sid=session_id))


def _ask(session_id: str) -> None:
    if not sys.stdin.isatty():
        raise CommandError(tr("Nobody is there to be asked. Add --yes to erase without a question."), ExitCode.USAGE)
    typer.echo(
        tr(
            "This erases for good what was written about session {sid}: the person's problem, the agent's note, "
            "a report and its receipt.",
            sid=session_id,
        )
    )
    try:
        answer = input(tr("Type the first eight characters of the session to go on: "))
    except EOFError:
        answer = ""
    if answer.strip().lower() != session_id[:8]:
        raise CommandError(tr("That is not this session. Nothing was erased."), ExitCode.USAGE)
