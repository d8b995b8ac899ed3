"""Where the database of a data folder is; apart, so that who only reads it need not load SQLAlchemy."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from signaling.storage.secret_file import SecretFileError, read_secret_file

DATABASE_FILE = "alongside.sqlite3"
URL_FILE = "database-url"
"""Where it is there, the database is the PostgreSQL it names. It may hold a password, so only its owner reads it."""

_SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """A PostgreSQL database.

    Attributes:
        url: as libpq reads it, `postgresql://user:password@host/name?…`; kept out of every text about it.
    """

    url: str = field(repr=False)

    def __str__(self) -> str:
        """Where it is, without the password and whatever else could hold one."""
        try:
            found = urlsplit(self.url)
            server = found.netloc.rpartition("@")[2]
            user = f"{found.username}@" if found.username else ""
        except ValueError:
            return "postgresql://"
        return f"postgresql://{user}{server}{found.path}"


DatabasePlace = Path | PostgresPlace


def database_path(data_dir: Path) -> Path:
    """Where the database of a data folder lies when it is a file."""
    return data_dir / DATABASE_FILE


def find_database(data_dir: Path) -> DatabasePlace:
    """The database of a data folder: the file in it, or the PostgreSQL its `database-url` names.

    Raises:
        SecretFileError: see `read_place`.
    """
    return read_place(data_dir / URL_FILE) or database_path(data_dir)


def read_place(path: Path) -> PostgresPlace | None:
    """The PostgreSQL a file names; None when the file is not there.

    Raises:
        SecretFileError: it cannot be read (`key_unreadable`), others can read it (`key_exposed`), or it holds no
            `postgresql://` address (`key_malformed`).
    """
    data = read_secret_file(path)
    if data is None:
        return None
    try:
        url = data.decode("utf-8").strip()
        is_address = urlsplit(url).scheme in _SCHEMES and url.isprintable()
    except ValueError:
        is_address = False
        url = ""
    if not is_address:
        raise SecretFileError("key_malformed")
    return PostgresPlace(url)
