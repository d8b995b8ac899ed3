"""`alongside-server account`: add, list and disable people; the only way an account comes to be."""

import getpass
import sys
from pathlib import Path

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.clock import SystemClock
from shared.protocol.email_address import normalize_email
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import open_database, prepare_data_dir, require_data_dir
from signaling.cli.organisation_option import require_organisation
from signaling.domain.accounts import PASSWORD_MIN_CHARS, Role, clean_name, password_problem
from signaling.domain.passwords import hash_password
from signaling.domain.ports import Moment
from signaling.storage import account_store


def add(data_dir: Path, *, email: str, name: str, role: Role, organisation: str, is_password_on_stdin: bool) -> None:
    """Create an account and print who it is for.

    Raises:
        CommandError: address, name or password will not do, or the address has an account already.
    """
    address = _require_email(email)
    clean = clean_name(name)
    if clean is None:
        raise CommandError(tr("The name must have 1 to 80 visible characters."), ExitCode.USAGE)
    employer = require_organisation(organisation)
    prepare_data_dir(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        if account_store.find_account(connection, address) is not None:
            raise _explain_taken(address)
    password_hash = hash_password(_read_password(address, is_on_stdin=is_password_on_stdin))
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
    if account is None:
        raise _explain_taken(address)
    print(tr("Added {name} <{email}> as {role}.", name=clean, email=address, role=role.value))  # noqa: T201 - output


def show(data_dir: Path) -> None:
    """Print all accounts, one a line, without anything secret.

    Raises:
        CommandError: it is not the folder of a server.
    """
    require_data_dir(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        accounts = account_store.list_accounts(connection)
    for account in accounts:
        state = tr("disabled") if account.is_disabled else tr("active")
        row = (account.agent_id, account.email, account.role.value, state, account.name, account.organisation)
        print("\t".join(row))  # noqa: T201 - output


def disable(data_dir: Path, *, email: str) -> None:
    """Disable an account; a running server ends its sockets within five seconds.

    Raises:
        CommandError: there is no such account, or it is not the folder of a server.
    """
    address = _require_email(email)
    require_data_dir(data_dir)
    with open_database(data_dir) as connection:
        account = account_store.disable_account(connection, address, _now())
    if account is None:
        raise CommandError(tr("There is no account for {email}.", email=address), ExitCode.DATA)
    print(tr("{email} can no longer sign in.", email=address))  # noqa: T201 - output


def _require_email(email: str) -> str:
    address = normalize_email(email)
    if address is None:
        raise CommandError(tr("“{email}” is not an e-mail address.", email=email), ExitCode.USAGE)
    return address


def _explain_taken(address: str) -> CommandError:
    return CommandError(tr("{email} has an account already.", email=address), ExitCode.DATA)


def _read_password(email: str, *, is_on_stdin: bool) -> str:
    if is_on_stdin:
        try:
            # Not what the locale makes of it: bytes that are no text would become another password than was meant.
            password = sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            sentence = tr("The password is not UTF-8 text. Nothing was added.")
            raise CommandError(sentence, ExitCode.DATA) from error
    elif not sys.stdin.isatty():
        sentence = tr("There is no terminal to ask for the password. Use --password-stdin.")
        raise CommandError(sentence, ExitCode.USAGE)
    else:
        try:
            password = getpass.getpass(tr("Password, {count} characters or more: ", count=PASSWORD_MIN_CHARS))
            is_same = getpass.getpass(tr("The same password again: ")) == password
        except EOFError as error:
            raise CommandError(tr("No password was given. Nothing was added."), ExitCode.USAGE) from error
        if not is_same:
            raise CommandError(tr("The two passwords differ. Nothing was added."), ExitCode.USAGE)
    match password_problem(password, email=email):
        case "too_short":
            sentence = tr("The password must have at least {count} characters.", count=PASSWORD_MIN_CHARS)
            raise CommandError(sentence, ExitCode.USAGE)
        case "too_long":
            raise CommandError(tr("The password must have at most 256 characters."), ExitCode.USAGE)
        case "repeats":
            sentence = tr("The password repeats itself, so it is easy to guess. Take several different words.")
            raise CommandError(sentence, ExitCode.USAGE)
        case "is_email":
            raise CommandError(tr("The password must not hold the e-mail address."), ExitCode.USAGE)
    return password


def _now() -> Moment:
    clock = SystemClock()
    return Moment(clock.monotonic_ms(), clock.utc_now())
