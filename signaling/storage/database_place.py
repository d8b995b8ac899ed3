"""Where the database of a data folder lies; apart, so that who only reads the file need not load SQLAlchemy."""

from pathlib import Path

DATABASE_FILE = "alongside.sqlite3"


def database_path(data_dir: Path) -> Path:
    """Where the database of a data folder lies."""
    return data_dir / DATABASE_FILE
