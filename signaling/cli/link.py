"""`alongside-server account link` and `unlink`: whose account belongs to whom at the sign-in service."""

from pathlib import Path

import typer

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.clock import SystemClock
from signaling.cli.account import require_account, require_email
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import open_database, require_data_dir
from signaling.cli.oidc_options import require_issuer
from signaling.domain.ports import Moment
from signaling.storage import identity_store

_SUBJECT_MAX_CHARS = 255


def link(data_dir: Path, *, email: str, issuer: str, subject: str) -> None:
    """Let that person of the sign-in service into this account.

    Raises:
        CommandError: there is no such account, either is linked otherwise, or it is not the folder of a server.
    """
    address = require_email(email)
    require_issuer(issuer)
    if not subject or len(subject) > _SUBJECT_MAX_CHARS or not subject.isascii() or not subject.isprintable():
        sentence = tr("The subject must have 1 to 255 plain characters, as the sign-in service writes it.")
        raise CommandError(sentence, ExitCode.USAGE)
    require_data_dir(data_dir)
    with open_database(data_dir) as connection:
        account = require_account(connection, address)
        is_done = identity_store.link(connection, account, issuer=issuer, subject=subject, now=_now())
    if not is_done:
        sentence = tr(
            "{email} or that person is linked otherwise already. Undo that first: alongside-server account unlink",
            email=address,
        )
        raise CommandError(sentence, ExitCode.DATA)
    typer.echo(tr("{email} can sign in through {issuer}.", email=address, issuer=issuer))


def unlink(data_dir: Path, *, email: str, issuer: str) -> None:
    """Undo the link; the account has to sign in again.

    Raises:
        CommandError: there is no such account or link, or it is not the folder of a server.
    """
    address = require_email(email)
    require_data_dir(data_dir)
    with open_database(data_dir) as connection:
        account = require_account(connection, address)
        is_done = identity_store.part(connection, account, issuer=issuer, now=_now())
    if not is_done:
        raise CommandError(tr("{email} is not linked with {issuer}.", email=address, issuer=issuer), ExitCode.DATA)
    typer.echo(tr("{email} can no longer sign in through {issuer}.", email=address, issuer=issuer))


def _now() -> Moment:
    clock = SystemClock()
    return Moment(clock.monotonic_ms(), clock.utc_now())
