"""The command line of the server: what each command takes; the work is imported only when it is asked for."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from shared.cli.choice_option import one_of
from shared.cli.fail import run_program
from signaling.cli.options import STATUSES, DataDir
from signaling.cli.record_commands import audit_cli, database_cli, record_cli, witness_cli
from signaling.domain.accounts import Role

PROGRAM = "alongside-server"

cli = typer.Typer(
    name=PROGRAM,
    help="Pairs people who ask for help with the agents of this organisation, and keeps the record.",
    epilog=STATUSES,
    invoke_without_command=True,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
account_cli = typer.Typer(help="People who may sign in.", no_args_is_help=True)
cli.add_typer(account_cli, name="account")
cli.add_typer(audit_cli, name="audit")
cli.add_typer(record_cli, name="record")
cli.add_typer(witness_cli, name="witness")

cli.add_typer(database_cli, name="database")


PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of standard input.")
]
BreachedPasswords = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Refuse passwords in this list of stolen ones: SHA-1 hashes with counts, sorted by hash."
    ),
]
_ROLES = f"<{'|'.join(Role)}>"


def _parse_role(text: str) -> Role:
    return Role(one_of(*Role)(text))


@cli.callback()
def server(
    *, version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version and exit.")] = False
) -> None:
    """Pairs people who ask for help with the agents of this organisation, and keeps the record."""
    if version:
        from signaling.config import PROGRAM as VERSION

        print(VERSION)  # noqa: T201 - what was asked for
        raise typer.Exit


@cli.command(epilog=STATUSES, short_help="Run the server.")
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any free one.")] = 8765,
    data_dir: DataDir = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    organisation: Annotated[str, typer.Option(help="Name that assisted people are shown.")] = "",
    origin: Annotated[str, typer.Option(help="How programs reach this server, https://host[:port].")] = "",
    behind_tls_proxy: Annotated[
        bool, typer.Option("--behind-tls-proxy", help="A proxy on this computer speaks TLS for this server.")
    ] = False,
    require_passkey: Annotated[
        list[Role] | None,
        typer.Option(
            parser=_parse_role,
            metavar=_ROLES,
            help="Role that opens the admin page with a passkey only; may be given several times.",
        ),
    ] = None,
    oidc_issuer: Annotated[
        str, typer.Option(metavar="URL", help="The organisation's own sign-in service (OpenID Connect).")
    ] = "",
    oidc_client_id: Annotated[str, typer.Option(metavar="ID", help="What it knows this server by.")] = "",
    oidc_client_secret_file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="File with the secret shared with it, for its owner only.")
    ] = None,
    oidc_name: Annotated[str, typer.Option(help="What people call it; its host when left out.")] = "",
    oidc_link_by_email: Annotated[
        bool,
        typer.Option(
            "--oidc-link-by-email",
            help="Find an account without a link by an address the service has verified, once.",
        ),
    ] = False,
    oidc_second_factor_amr: Annotated[
        list[str] | None,
        typer.Option(metavar="VALUE", help="Its word `amr` for a second factor, believed in place of ours."),
    ] = None,
    oidc_second_factor_acr: Annotated[
        list[str] | None, typer.Option(metavar="VALUE", help="The same for `acr`.")
    ] = None,
    oidc_ca_file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Believe only these authorities for it.")
    ] = None,
    witness: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Folder of the witness beside this server, whose refusals are heeded."),
    ] = None,
) -> None:
    """Run the server until it is stopped with SIGTERM or Ctrl+C."""
    from signaling.cli.data_folder import choose_data_dir
    from signaling.cli.oidc_options import OidcOptions, read_oidc
    from signaling.cli.serve import run_server
    from signaling.config import ServerSettings
    from signaling.domain.policy import ServerPolicy

    run_server(
        ServerSettings(
            host=host,
            port=port,
            data_dir=choose_data_dir(data_dir),
            tls_cert=tls_cert,
            tls_key=tls_key,
            organisation=organisation,
            origin=origin,
            is_behind_tls_proxy=behind_tls_proxy,
            witness=witness,
            oidc=read_oidc(
                OidcOptions(
                    issuer=oidc_issuer,
                    client_id=oidc_client_id,
                    secret_file=oidc_client_secret_file,
                    name=oidc_name,
                    links_by_email=oidc_link_by_email,
                    amr=oidc_second_factor_amr or [],
                    acr=oidc_second_factor_acr or [],
                    ca_file=oidc_ca_file,
                )
            ),
            policy=ServerPolicy(passkey_roles=frozenset(require_passkey or ())),
        )
    )


@account_cli.command("add", epilog=STATUSES, short_help="Add a person.")
def account_add(
    email: Annotated[str, typer.Argument(help="Address the person signs in with.")],
    *,
    name: Annotated[str, typer.Option(help="Name that assisted people are shown.")],
    role: Annotated[
        Role, typer.Option(parser=_parse_role, metavar=_ROLES, help="What the person may do.")
    ] = Role.AGENT,
    organisation: Annotated[str, typer.Option(help="Employer, when it is not the server's own organisation.")] = "",
    password_stdin: PasswordStdin = False,
    password_only: Annotated[
        bool, typer.Option("--password-only", help="For an agent: no second factor, a password alone signs in.")
    ] = False,
    breached_passwords: BreachedPasswords = None,
    data_dir: DataDir = None,
) -> None:
    """Add a person; the password is asked for twice, and a second factor is printed once."""
    from signaling.cli import account
    from signaling.cli.data_folder import choose_data_dir

    account.add(
        choose_data_dir(data_dir),
        email=email,
        name=name,
        role=role,
        organisation=organisation,
        is_password_on_stdin=password_stdin,
        is_password_only=password_only,
        breached_passwords=breached_passwords,
    )


@account_cli.command("list", epilog=STATUSES, short_help="Show all people.")
def account_list(data_dir: DataDir = None) -> None:
    """Show all people: id, address, role, state, name, organisation, what they sign in with."""
    from signaling.cli import account
    from signaling.cli.data_folder import choose_data_dir

    account.show(choose_data_dir(data_dir))


@account_cli.command("disable", epilog=STATUSES, short_help="Take a person's access away.")
def account_disable(
    email: Annotated[str, typer.Argument(help="Address of the account.")], data_dir: DataDir = None
) -> None:
    """Take a person's access away; open connections end within five seconds."""
    from signaling.cli import account
    from signaling.cli.data_folder import choose_data_dir

    account.disable(choose_data_dir(data_dir), email=email)


@account_cli.command("enable", epilog=STATUSES, short_help="Give a person's access back.")
def account_enable(
    email: Annotated[str, typer.Argument(help="Address of the account.")], data_dir: DataDir = None
) -> None:
    """Let a person whose access was taken away sign in again."""
    from signaling.cli import account
    from signaling.cli.data_folder import choose_data_dir

    account.enable(choose_data_dir(data_dir), email=email)


@account_cli.command("set-role", epilog=STATUSES, short_help="Change what a person may do.")
def account_set_role(
    email: Annotated[str, typer.Argument(help="Address of the account.")],
    role: Annotated[Role, typer.Argument(parser=_parse_role, metavar="ROLE", help="What the person may do.")],
    data_dir: DataDir = None,
) -> None:
    """Change what a person may do; wherever they are signed in they have to sign in again."""
    from signaling.cli import account
    from signaling.cli.data_folder import choose_data_dir

    account.set_role(choose_data_dir(data_dir), email=email, role=role)


@account_cli.command("set-password", epilog=STATUSES, short_help="Change a person's password.")
def account_set_password(
    email: Annotated[str, typer.Argument(help="Address of the account.")],
    password_stdin: PasswordStdin = False,
    breached_passwords: BreachedPasswords = None,
    data_dir: DataDir = None,
) -> None:
    """Change a person's password; wherever they are signed in they have to sign in again."""
    from signaling.cli import account
    from signaling.cli.data_folder import choose_data_dir

    account.set_password(
        choose_data_dir(data_dir),
        email=email,
        is_password_on_stdin=password_stdin,
        breached_passwords=breached_passwords,
    )


@account_cli.command("second-factor", epilog=STATUSES, short_help="Make and print a new second factor.")
def account_second_factor(
    email: Annotated[str, typer.Argument(help="Address of the account.")], data_dir: DataDir = None
) -> None:
    """Make a new second factor and print it once; the old one and its codes are void from now on."""
    from signaling.cli import account
    from signaling.cli.data_folder import choose_data_dir

    account.renew_second_factor(choose_data_dir(data_dir), email=email)


@account_cli.command("remove-passkeys", epilog=STATUSES, short_help="Make a person's passkeys void.")
def account_remove_passkeys(
    email: Annotated[str, typer.Argument(help="Address of the account.")], data_dir: DataDir = None
) -> None:
    """Make all passkeys of a person void, when a device was stolen; they have to sign in again."""
    from signaling.cli import account
    from signaling.cli.data_folder import choose_data_dir

    account.remove_passkeys(choose_data_dir(data_dir), email=email)


@account_cli.command("link", epilog=STATUSES, short_help="Let a person in through the sign-in service.")
def account_link(
    email: Annotated[str, typer.Argument(help="Address of the account.")],
    *,
    issuer: Annotated[str, typer.Option(metavar="URL", help="The service, as `serve --oidc-issuer` has it.")],
    subject: Annotated[str, typer.Option(help="The person, as the service writes it (`sub`).")],
    data_dir: DataDir = None,
) -> None:
    """Let a person of the organisation's sign-in service into this account."""
    from signaling.cli import link
    from signaling.cli.data_folder import choose_data_dir

    link.link(choose_data_dir(data_dir), email=email, issuer=issuer, subject=subject)


@account_cli.command("unlink", epilog=STATUSES, short_help="Undo a link.")
def account_unlink(
    email: Annotated[str, typer.Argument(help="Address of the account.")],
    *,
    issuer: Annotated[str, typer.Option(metavar="URL", help="The service, as `serve --oidc-issuer` has it.")],
    data_dir: DataDir = None,
) -> None:
    """Undo such a link; wherever the person is signed in they have to sign in again."""
    from signaling.cli import link
    from signaling.cli.data_folder import choose_data_dir

    link.unlink(choose_data_dir(data_dir), email=email, issuer=issuer)


def main() -> None:
    """Run the command line; every refusal is one sentence on standard error and an exit status."""
    sys.exit(run_program(_run, program=PROGRAM))


def _run() -> int:
    from signaling.cli.command_error import CommandError

    try:
        cli(prog_name=PROGRAM)
    except CommandError as error:
        typer.echo(error.sentence, err=True)
        return error.status
    return 0


if __name__ == "__main__":
    main()
