"""The commands about the record and its database: what each takes; the work is imported only when it is asked for."""

from pathlib import Path
from typing import Annotated

import typer

from signaling.cli.options import STATUSES, DataDir, WitnessDir

audit_cli = typer.Typer(help="The record of what happened.", no_args_is_help=True)
record_cli = typer.Typer(help="What is kept, how long, and what was said of sessions.", no_args_is_help=True)
witness_cli = typer.Typer(help="Signed checkpoints of the record, in other hands.", no_args_is_help=True)
database_cli = typer.Typer(help="The database, when it is PostgreSQL.", no_args_is_help=True)


@audit_cli.command("export", epilog=STATUSES, short_help="Write the record into a file.")
def audit_export(
    session: Annotated[str, typer.Option(help="Only this session, 32 hex digits.")] = "",
    out: Annotated[Path | None, typer.Option(help="File to make; standard output when left out.")] = None,
    origin: Annotated[
        str, typer.Option(help="The server's address, for a record that names none; otherwise what the record says.")
    ] = "",
    data_dir: DataDir = None,
) -> None:
    """Write the record in the form `alongside-audit verify` reads."""
    from signaling.cli import audit
    from signaling.cli.data_folder import choose_data_dir

    audit.export(choose_data_dir(data_dir), session_id=session or None, out=out, origin=origin)


@audit_cli.command("list-sessions", epilog=STATUSES, short_help="Show all sessions.")
def audit_list_sessions(data_dir: DataDir = None) -> None:
    """Show all sessions: id, beginning, agent, stage, reason, number of events."""
    from signaling.cli import audit
    from signaling.cli.data_folder import choose_data_dir

    audit.list_sessions(choose_data_dir(data_dir))


@record_cli.command("erase", epilog=STATUSES, short_help="Erase the texts of a session.")
def record_erase(
    session: Annotated[str, typer.Argument(help="The session, 32 hex digits.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Without a question.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Erase for good what was written about a session; what happened in it stays, and so does its proof."""
    from signaling.cli import record_erase as erasing
    from signaling.cli.data_folder import choose_data_dir

    erasing.erase(choose_data_dir(data_dir), session_id=session, is_sure=yes)


@witness_cli.command("run", epilog=STATUSES, short_help="Sign checkpoints.")
def witness_run(
    *,
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PLACE", help="Outside witness: /path/to/file, https://host/path or s3://bucket/prefix."
        ),
    ] = None,
    data_dir: DataDir = None,
    witness_dir: WitnessDir = None,
    audit_pub: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The server's public audit key; the one in --data-dir when left out."),
    ] = None,
    origin: Annotated[str, typer.Option(help="Name of the log; the server's address when left out.")] = "",
    ca_file: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Believe only these authorities for https."),
    ] = None,
    s3_endpoint: Annotated[
        str, typer.Option(metavar="URL", help="Store of the bucket; Amazon's when left out.")
    ] = "",
    s3_region: Annotated[str, typer.Option(help="Region of the bucket.")] = "us-east-1",
    s3_credentials: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="File with the store's keys, for its owner only; else the environment's."),
    ] = None,
    retain_days: Annotated[
        int, typer.Option(min=1, max=36_500, help="How long a checkpoint in the bucket is locked.")
    ] = 3_650,
    database_url: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="For PostgreSQL: file with the address of a role that may read it."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once and end.")] = False,
) -> None:
    """Check the record as it grows, sign how far it goes, and hand that to others, until stopped."""
    from signaling.cli import witness
    from signaling.cli.data_folder import choose_data_dir

    options = witness.WitnessOptions(
        data_dir=choose_data_dir(data_dir),
        witness_dir=witness.choose_witness_dir(witness_dir),
        to=to or [],
        audit_pub=audit_pub,
        origin=origin,
        ca_file=ca_file,
        s3_endpoint=s3_endpoint,
        s3_region=s3_region,
        s3_credentials=s3_credentials,
        retain_days=retain_days,
        is_once=once,
        database_url=database_url,
    )
    raise typer.Exit(witness.run(options))


@witness_cli.command("status", epilog=STATUSES, short_help="Show how it stands.")
def witness_status(witness_dir: WitnessDir = None) -> None:
    """Show how it stands with the record and with each outside witness."""
    from signaling.cli import witness

    raise typer.Exit(witness.show(witness.choose_witness_dir(witness_dir)))


@database_cli.command("prepare", epilog=STATUSES, short_help="Make its tables and restrict the server's role.")
def database_prepare(
    *,
    owner_url: Annotated[
        Path,
        typer.Option(metavar="PATH", help="File with the address that the owner of the database uses."),
    ],
    data_dir: DataDir = None,
) -> None:
    """Make the tables of a PostgreSQL database, or bring them up to date, and restrict the role of the server.

    It may then add to the record and change nothing in it.

    The server's own address stands in the file database-url of its data folder.
    """
    from signaling.cli import database
    from signaling.cli.data_folder import choose_data_dir

    database.prepare(choose_data_dir(data_dir), owner_url=owner_url)


@record_cli.command("prune", epilog=STATUSES, short_help="Take away what is old.")
def record_prune(
    *,
    older_than_days: Annotated[
        int | None, typer.Option(min=1, max=36_500, help="How old what goes must be; 365 when left out.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take it away for good; without this it is only said.")] = False,
    without_export: Annotated[
        bool, typer.Option("--without-export", help="Also what was never handed out to be kept elsewhere.")
    ] = False,
    witness: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Folder of the witness beside this server: what it has not seen stays."),
    ] = None,
    owner_url: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="For PostgreSQL: file with the address that its owner uses."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Take away the oldest part of the record, whole sessions only.

    A signed event says how far, and what is left can be verified as before.
    """
    from signaling.cli import record_prune as pruning
    from signaling.cli.data_folder import choose_data_dir

    options = pruning.PruneOptions(
        data_dir=choose_data_dir(data_dir),
        older_than_days=older_than_days,
        is_meant=yes,
        is_export_needless=without_export,
        witness=witness,
        owner_url=owner_url,
    )
    pruning.prune(options)
