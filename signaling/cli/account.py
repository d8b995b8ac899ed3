"""`alongside-server account`: people, their roles and what they sign in with; the only way to the first admin."""

import os
import sys
from pathlib import Path

import typer
from sqlalchemy import Connection

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.clock import SystemClock
from shared.protocol.email_address import normalize_email
from signaling.cli.breached_option import open_breached
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import open_database, prepare_data_dir, require_data_dir
from signaling.cli.factor_sheet import print_factor
from signaling.cli.organisation_option import require_organisation
from signaling.cli.password_prompt import read_new_password
from signaling.domain.accounts import Account, Role, clean_name
from signaling.domain.passwords import hash_password
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment
from signaling.domain.second_factor import NewFactor, make_factor
from signaling.storage import account_store, passkey_store
from signaling.storage.account_key import load_or_create_account_key
from signaling.storage.audit_store import read_last_origin


def add(
    data_dir: Path,
    *,
    email: str,
    name: str,
    role: Role,
    organisation: str,
    is_password_on_stdin: bool,
    is_password_only: bool,
    breached_passwords: Path | None = None,
) -> None:
    """Create an account, print who it is for, and its second factor.

    Raises:
        CommandError: address, name or password will not do, the address has an account already, the role needs a
            second factor, or the list of stolen passwords cannot be used.
    """
    address = require_email(email)
    clean = clean_name(name)
    if clean is None:
        raise CommandError(tr("The name must have 1 to 80 visible characters."), ExitCode.USAGE)
    employer = require_organisation(organisation)
    if is_password_only and role in ServerPolicy().second_factor_roles:
        sentence = tr("Only agents may sign in with a password alone. Leave out --password-only.")
        raise CommandError(sentence, ExitCode.USAGE)
    prepare_data_dir(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        if account_store.find_account(connection, address) is not None:
            raise _explain_taken(address)
    password_hash = _new_password_hash(address, breached_passwords, is_on_stdin=is_password_on_stdin)
    factor = None if is_password_only else make_factor()
    key = load_or_create_account_key(data_dir)
    if factor is not None:
        _print_factor_first(data_dir, factor, address)
    with open_database(data_dir) as connection:
        account = account_store.add_account(
            connection,
            email=address,
            name=clean,
            role=role,
            organisation=employer,
            password_hash=password_hash,
            now=_now(),
        )
        if account is not None and factor is not None:
            account_store.set_second_factor(connection, account, factor, key, _now())
    if account is None:
        raise _explain_taken(address)
    _say_done(tr("Added {name} <{email}> as {role}.", name=clean, email=address, role=role.value))


def renew_second_factor(data_dir: Path, *, email: str) -> None:
    """Give an account a new second factor and print it; the old one and all of its codes are void.

    Raises:
        CommandError: there is no such account, or it is not the folder of a server.
    """
    address = require_email(email)
    require_data_dir(data_dir)
    factor, key = make_factor(), load_or_create_account_key(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        require_account(connection, address)
    _print_factor_first(data_dir, factor, address)
    with open_database(data_dir) as connection:
        account_store.set_second_factor(connection, require_account(connection, address), factor, key, _now())
    _say_done(tr("From now on this second factor counts, and no other."))


def remove_passkeys(data_dir: Path, *, email: str) -> None:
    """Take all passkeys of an account away; it has to sign in again.

    Raises:
        CommandError: there is no such account, it has none, or it is not the folder of a server.
    """
    address = require_email(email)
    require_data_dir(data_dir)
    with open_database(data_dir) as connection:
        account = require_account(connection, address)
        count = passkey_store.remove_all_passkeys(connection, account, _now())
    if not count:
        raise CommandError(tr("{email} has no passkeys.", email=address), ExitCode.DATA)
    typer.echo(tr("The passkeys of {email} are void.", email=address))


def set_role(data_dir: Path, *, email: str, role: Role) -> None:
    """Give an account another role; it has to sign in again.

    Raises:
        CommandError: there is no such account, it lacks a second factor the role needs, or it is not the folder of a
            server.
    """
    address = require_email(email)
    require_data_dir(data_dir)
    with open_database(data_dir) as connection:
        account = require_account(connection, address)
        if role in ServerPolicy().second_factor_roles and not account.has_second_factor:
            sentence = tr(
                "This role needs a second factor. Run first: alongside-server account second-factor {email}",
                email=address,
            )
            raise CommandError(sentence, ExitCode.DATA)
        account_store.set_role(connection, account, role, _now())
    typer.echo(tr("{email} is {role} now, and has to sign in again.", email=address, role=role.value))


def set_password(
    data_dir: Path, *, email: str, is_password_on_stdin: bool, breached_passwords: Path | None = None
) -> None:
    """Give an account another password; it has to sign in again.

    Raises:
        CommandError: there is no such account, the password will not do, the list of stolen ones cannot be used, or
            it is not the folder of a server.
    """
    address = require_email(email)
    require_data_dir(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        require_account(connection, address)
    password_hash = _new_password_hash(address, breached_passwords, is_on_stdin=is_password_on_stdin)
    with open_database(data_dir) as connection:
        account_store.set_password(connection, require_account(connection, address), password_hash, _now())
    typer.echo(tr("{email} has a new password, and has to sign in again.", email=address))


def show(data_dir: Path) -> None:
    """Print all accounts, one a line, without anything secret.

    Raises:
        CommandError: it is not the folder of a server.
    """
    require_data_dir(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        accounts = account_store.list_accounts(connection)
        with_passkey = passkey_store.owners(connection)
    for account in accounts:
        state = tr("disabled") if account.is_disabled else tr("active")
        factor = tr("second factor") if account.has_second_factor else tr("password alone")
        if account.account_id in with_passkey:
            factor = ", ".join((factor, tr("passkey")))
        if not account.has_password:
            factor = tr("not set up yet")
        row = (account.agent_id, account.email, account.role.value, state, account.name, account.organisation, factor)
        typer.echo("\t".join(row))


def disable(data_dir: Path, *, email: str) -> None:
    """Disable an account; a running server ends its sockets within five seconds.

    Raises:
        CommandError: there is no such account, or it is not the folder of a server.
    """
    address = require_email(email)
    require_data_dir(data_dir)
    with open_database(data_dir) as connection:
        require_account(connection, address)
        account_store.disable_account(connection, address, _now())
    typer.echo(tr("{email} can no longer sign in.", email=address))


def enable(data_dir: Path, *, email: str) -> None:
    """Let an account that was disabled sign in again.

    Raises:
        CommandError: there is no such account, or it is not the folder of a server.
    """
    address = require_email(email)
    require_data_dir(data_dir)
    with open_database(data_dir) as connection:
        require_account(connection, address)
        account_store.enable_account(connection, address, _now())
    typer.echo(tr("{email} can sign in again.", email=address))


def _print_factor_first(data_dir: Path, factor: NewFactor, address: str) -> None:
    """Show a new second factor before anything is kept: what nobody could read must not count.

    Outside the transaction, for a terminal that is held up would hold up the server's record.

    Raises:
        CommandError: it could not be written; nothing was changed.
    """
    with open_database(data_dir, is_reading=True) as connection:
        origin = read_last_origin(connection)
    try:
        print_factor(factor, email=address, origin=origin)
    except OSError as error:
        _let_go_of_stdout()
        sentence = tr(
            "The second factor could not be written out, so nothing was changed. Run it again without a pipe."
        )
        raise CommandError(sentence, ExitCode.CANNOT_CREATE) from error


def _say_done(sentence: str) -> None:
    """Say what was done already; whoever has gone, as in `| head`, does not make it a failure."""
    try:
        typer.echo(sentence)
        sys.stdout.flush()
    except OSError:
        _let_go_of_stdout()


def _let_go_of_stdout() -> None:
    # What is still in the buffer must not be tried once more when the interpreter leaves.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _new_password_hash(address: str, breached_passwords: Path | None, *, is_on_stdin: bool) -> str:
    with open_breached(breached_passwords) as breached:
        return hash_password(read_new_password(address, is_on_stdin=is_on_stdin, breached=breached))


def require_email(email: str) -> str:
    """The normalized address. Raises `CommandError`."""
    address = normalize_email(email)
    if address is None:
        raise CommandError(tr("“{email}” is not an e-mail address.", email=email), ExitCode.USAGE)
    return address


def require_account(connection: Connection, address: str) -> Account:
    """The account with that address. Raises `CommandError`."""
    account = account_store.find_account(connection, address)
    if account is None:
        raise CommandError(tr("There is no account for {email}.", email=address), ExitCode.DATA)
    return account


def _explain_taken(address: str) -> CommandError:
    return CommandError(tr("{email} has an account already.", email=address), ExitCode.DATA)


def _now() -> Moment:
    clock = SystemClock()
    return Moment(clock.monotonic_ms(), clock.utc_now())
