"""The sentences for a database that cannot be used, a file or PostgreSQL, with their exit statuses."""

from pathlib import Path

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError
from signaling.storage.database_error import DatabaseUnusableError
from signaling.storage.database_place import DatabasePlace, PostgresPlace, read_place
from signaling.storage.secret_file import SecretFileError


def explain_database(error: DatabaseUnusableError, place: DatabasePlace, url_file: Path) -> CommandError:
    """Say what is wrong with a database.

    Args:
        error: what stands in the way.
        place: the database.
        url_file: the file its address is from, when it is PostgreSQL.
    """
    if error.reason in {"url_malformed", "url_unsafe"}:
        return explain_url(error.reason, url_file)
    sentence, status = _words_for(error.reason, str(place), url_file)
    return CommandError(sentence, status)


def _words_for(reason: str, place: str, url_file: Path) -> tuple[str, ExitCode]:
    # Each sentence has the same two values to choose from: where the database is, and the file that says so.
    sentences = {
        "database_newer": (
            tr("The database {path} was made by a newer version. Update this program.", path=place),
            ExitCode.DATA,
        ),
        "database_unwritable": (
            tr("The database {path} cannot be written to. Check its owner and the free space.", path=place),
            ExitCode.CANNOT_CREATE,
        ),
        "database_unreachable": (
            tr(
                "The database {place} cannot be reached. Check that it runs, and the address and password in {path}.",
                place=place,
                path=url_file,
            ),
            ExitCode.UNAVAILABLE,
        ),
        "database_not_permitted": (
            tr(
                "The role in {path} may not do that in {place}. Let the owner run: alongside-server database prepare",
                place=place,
                path=url_file,
            ),
            ExitCode.NOT_PERMITTED,
        ),
        "database_role_too_strong": (
            tr(
                "The role in {path} may change what is on record. Serve with a role that may only add to it; see: "
                "alongside-server database prepare --help",
                path=url_file,
            ),
            ExitCode.NOT_PERMITTED,
        ),
        "database_role_missing": (
            tr("There is no role in {place} with the name that {path} has.", place=place, path=url_file),
            ExitCode.DATA,
        ),
        "database_not_durable": (
            tr("The database {place} does not flush what it promised to keep. Switch its fsync on.", place=place),
            ExitCode.SETUP,
        ),
    }
    damaged = tr("The database {path} is damaged. Bring back a backup; nothing was changed.", path=place)
    return sentences.get(reason, (damaged, ExitCode.DATA))


def explain_url_file(error: SecretFileError, url_file: Path) -> CommandError:
    """Say what is wrong with the file that holds the address of a PostgreSQL database."""
    if error.reason == "key_exposed":
        sentence = tr("Other users can read {path}, which may hold a password. Run: chmod 600 {path}", path=url_file)
        return CommandError(sentence, ExitCode.DATA)
    if error.reason == "key_malformed":
        return explain_url("url_malformed", url_file)
    return CommandError(tr("The file {path} cannot be read.", path=url_file), ExitCode.UNREADABLE)


def read_address(path: Path) -> PostgresPlace:
    """The address in a file that was named on the command line. Raises `CommandError`."""
    try:
        place = read_place(path)
    except SecretFileError as error:
        raise explain_url_file(error, path) from error
    if place is None:
        raise explain_url_file(SecretFileError("key_unreadable"), path)
    return place


def explain_url(reason: str, url_file: Path) -> CommandError:
    """Say what is wrong with an address: `url_unsafe` or `url_malformed`."""
    if reason == "url_unsafe":
        sentence = tr(
            "The address in {path} leads to another computer and does not check which. Write sslmode=verify-full.",
            path=url_file,
        )
        return CommandError(sentence, ExitCode.DATA)
    sentence = tr(
        "The file {path} holds no address of a database such as postgresql://role:password@host/name", path=url_file
    )
    return CommandError(sentence, ExitCode.DATA)
