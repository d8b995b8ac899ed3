"""`alongside-server database`: makes the tables of a PostgreSQL database and restricts the role of the server."""

from pathlib import Path

import typer
from sqlalchemy.exc import DatabaseError

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import place_of
from signaling.cli.database_words import explain_database, read_address
from signaling.storage.database import open_engine, problem_of, upgrade_database
from signaling.storage.database_error import DatabaseUnusableError
from signaling.storage.database_place import URL_FILE, PostgresPlace
from signaling.storage.postgres_address import DatabaseUrlError, connect_parameters
from signaling.storage.postgres_roles import restrict_role


def prepare(data_dir: Path, *, owner_url: Path) -> None:
    """Create the tables or bring them up to date as their owner, and give the server's role no more than it needs.

    Args:
        data_dir: the server's data folder, whose `database-url` names the server's own role.
        owner_url: a file with the address that the owner of the database uses.

    Raises:
        CommandError: one of the files cannot be used, or the database refuses.
    """
    place = place_of(data_dir)
    if not isinstance(place, PostgresPlace):
        sentence = tr(
            "There is no {path}. Write the address of the PostgreSQL database into it, with the role of the server, "
            "and make it yours alone: chmod 600 {path}",
            path=data_dir / URL_FILE,
        )
        raise CommandError(sentence, ExitCode.UNREADABLE)
    role = _role_of(place, data_dir / URL_FILE)
    owner = read_address(owner_url)
    try:
        upgrade_database(owner)
        engine = open_engine(owner)
        try:
            with engine.begin() as connection:
                restrict_role(connection, role)
        except DatabaseError as error:
            raise DatabaseUnusableError(problem_of(error)) from error
        finally:
            engine.dispose()
    except DatabaseUnusableError as error:
        at = data_dir / URL_FILE if error.reason == "database_role_missing" else owner_url
        raise explain_database(error, owner, at) from error
    typer.echo(
        tr("The database is ready. The role {role} may add to the record and change nothing in it.", role=role)
    )


def _role_of(place: PostgresPlace, url_file: Path) -> str:
    try:
        role = connect_parameters(place.url).get("user")
    except DatabaseUrlError as error:
        raise explain_database(DatabaseUnusableError(error.reason), place, url_file) from error
    if not role:
        raise explain_database(DatabaseUnusableError("url_malformed"), place, url_file)
    return str(role)
