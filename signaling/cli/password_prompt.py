"""Asks for a new password, twice at a terminal or once from standard input, and says why one will not do."""

import getpass
import sys

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError
from signaling.domain.password_rules import PASSWORD_MIN_CHARS, password_problem
from signaling.storage.breached_list import BreachedList


def read_new_password(email: str, *, is_on_stdin: bool, breached: BreachedList | None = None) -> str:
    """Ask for the password of an account.

    Args:
        email: its normalized address, which the password must not hold.
        is_on_stdin: take the first line of standard input.
        breached: stolen passwords, which it must not be one of.

    Raises:
        CommandError: none was given, or it will not do.
        BreachedListError: the list cannot be read.
    """
    if is_on_stdin:
        try:
            # Not what the locale makes of it: bytes that are no text would become another password than was meant.
            password = sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            sentence = tr("The password is not UTF-8 text. Nothing was changed.")
            raise CommandError(sentence, ExitCode.DATA) from error
    elif not sys.stdin.isatty():
        sentence = tr("There is no terminal to ask for the password. Use --password-stdin.")
        raise CommandError(sentence, ExitCode.USAGE)
    else:
        try:
            password = getpass.getpass(tr("Password, {count} characters or more: ", count=PASSWORD_MIN_CHARS))
            is_same = getpass.getpass(tr("The same password again: ")) == password
        except EOFError as error:
            raise CommandError(tr("No password was given. Nothing was changed."), ExitCode.USAGE) from error
        if not is_same:
            raise CommandError(tr("The two passwords differ. Nothing was changed."), ExitCode.USAGE)
    match password_problem(password, email=email):
        case "too_short":
            sentence = tr("The password must have at least {count} characters.", count=PASSWORD_MIN_CHARS)
            raise CommandError(sentence, ExitCode.USAGE)
        case "too_long":
            raise CommandError(tr("The password must have at most 256 characters."), ExitCode.USAGE)
        case "repeats":
            sentence = tr("The password repeats itself, so it is easy to guess. Take several different words.")
            raise CommandError(sentence, ExitCode.USAGE)
        case "guessable":
            sentence = tr("The password is made of words everybody tries. Take several that do not belong together.")
            raise CommandError(sentence, ExitCode.USAGE)
        case "is_email":
            raise CommandError(tr("The password must not hold the e-mail address."), ExitCode.USAGE)
    if breached is not None and breached.count(password):
        sentence = tr(
            "This password was stolen somewhere before, and those who guess passwords know it. Take another."
        )
        raise CommandError(sentence, ExitCode.USAGE)
    return password
