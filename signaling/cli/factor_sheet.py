"""Prints a new second factor, once: a picture for the phone, the same in words, and ten codes for paper."""

import io
import sys
from urllib.parse import urlsplit

import segno
import typer

from shared.cli.text import tr
from signaling.domain.second_factor import NewFactor, setup_uri

_GROUP_CHARS = 4
_WITHOUT_NAME = "Alongside"


def print_factor(factor: NewFactor, *, email: str, origin: str) -> None:
    """Print it to standard output; nobody can ask for it again.

    Args:
        factor: what was just made.
        email: whose it is.
        origin: the server's address as its record has it; empty before the first start.

    Raises:
        OSError: not all of it was written and flushed, say into a pipe whose reader has gone.
    """
    uri = setup_uri(factor.secret, email=email, server=urlsplit(origin).hostname or _WITHOUT_NAME)
    secret = " ".join(
        factor.secret[place : place + _GROUP_CHARS] for place in range(0, len(factor.secret), _GROUP_CHARS)
    )
    picture = io.StringIO()
    if sys.stdout.isatty():
        segno.make(uri, error="m").terminal(out=picture, compact=True)
    lines = (
        tr("Second factor: add this to an authenticator app now. It is shown only once."),
        picture.getvalue() + uri,
        tr("By hand: {secret}", secret=secret),
        tr("When the phone is lost, each of these signs in once. Keep them on paper, not in the phone:"),
        *(f"  {code}" for code in factor.recovery_codes),
    )
    # In one piece: a reader that goes after the first lines has been handed all of them, or it is an error.
    typer.echo("\n".join(lines))
    sys.stdout.flush()
