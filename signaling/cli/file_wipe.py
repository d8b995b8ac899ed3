"""Has what was deleted vanish from the files of the database, beside a server that may be running."""

import time
from pathlib import Path

from signaling.cli.data_folder import place_of
from signaling.storage.database import open_engine, wipe_leftovers

_TRIES = 3
_WAIT_S = 1.0


def wipe_files(data_dir: Path) -> bool:
    """Try a few times, for whoever reads an older state holds it up; whether it could be done. PostgreSQL sees to it.

    Raises:
        CommandError: the folder's `database-url` cannot be used.
    """
    engine = open_engine(place_of(data_dir))
    try:
        for _ in range(_TRIES):
            with engine.connect() as connection:
                if wipe_leftovers(connection):
                    return True
            time.sleep(_WAIT_S)
    finally:
        engine.dispose()
    return False
