"""What several commands of the server take, and the exit statuses every one of them ends its help with."""

from pathlib import Path
from typing import Annotated

import typer

from signaling.cli.folder_option import parse_folder

STATUSES = """
\b
Exit statuses:
  0   done
  2   the command line is wrong
  65  what is in a file is not valid; an address has an account already, or none; no such session
  66  a file or the server's data is not there or cannot be read
  69  a port or an address is not available
  70  a fault of the program; it names the log file
  73  a file cannot be written
  77  the system did not permit it
  78  the database is not set up as the record needs it
  130 ended with Ctrl+C
"""

# typer 0.29 reads these at run time.
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        parser=parse_folder,
        metavar="PATH",
        help="Folder of database and audit key; the user's data folder when left out.",
    ),
]
WitnessDir = Annotated[
    Path | None,
    typer.Option("--witness-dir", metavar="PATH", help="The witness's own folder; the user's when left out."),
]
