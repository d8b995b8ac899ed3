"""`alongside-server serve`: checks what it was told, listens, and runs until it is asked to stop."""

import asyncio
import errno
import socket
import ssl
import sys
from dataclasses import replace
from pathlib import Path

import typer

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.log import configure_logging
from signaling.cli.command_error import CommandError
from signaling.cli.organisation_option import require_organisation
from signaling.cli.origin_option import require_origin
from signaling.config import ServerSettings, bracket_host, is_loopback


def run_server(settings: ServerSettings) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        CommandError: the settings do not fit together, or something they name cannot be used.
    """
    if settings.origin:
        require_origin(settings.origin)
    settings = replace(settings, organisation=require_organisation(settings.organisation))
    tls = _load_tls(settings.tls_cert, settings.tls_key)
    if tls is None and not settings.is_behind_tls_proxy and not is_loopback(settings.host):
        sentence = tr(
            "Without TLS this server listens on this computer only. Give --tls-cert and --tls-key, or "
            "--behind-tls-proxy when a proxy in front of it speaks TLS."
        )
        raise CommandError(sentence, ExitCode.USAGE)
    _require_passkeys_possible(settings)
    _tell_of_missing_witness(settings.witness)
    listener = _listen(settings.host, settings.port)
    try:
        _serve(settings, listener, tls)
    finally:
        listener.close()


def _serve(settings: ServerSettings, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
    # Imported only now: what was wrong so far is said at once.
    from signaling.app import ServerApp
    from signaling.cli.data_folder import hold_server_lock, place_of, prepare_data_dir
    from signaling.domain.ports import AnotherServerError, AuditUnwritableError
    from signaling.turns import take_short_turns

    prepare_data_dir(settings.data_dir, is_thorough=True)
    configure_logging(as_json=True)
    _quiet_libraries()
    take_short_turns()
    with hold_server_lock(settings.data_dir):
        try:
            _run(ServerApp(settings).serve(listener, tls=tls, on_ready=lambda: _announce(settings, listener)))
        except AnotherServerError as error:
            place = place_of(settings.data_dir)
            sentence = tr("Another server already runs on the database {place}.", place=place)
            raise CommandError(sentence, ExitCode.UNAVAILABLE) from error
        except AuditUnwritableError as error:
            sentence = tr(
                "The record in {path} cannot be written, so the server did not start.", path=settings.data_dir
            )
            raise CommandError(sentence, ExitCode.CANNOT_CREATE) from error


def _require_passkeys_possible(settings: ServerSettings) -> None:
    if not settings.policy.passkey_roles:
        return
    from signaling.domain.passkeys import relying_party

    origin = settings.origin_on(settings.port)
    if relying_party(origin) is None:
        sentence = tr(
            "Browsers know no passkeys at {origin}, so nobody could sign in as --require-passkey asks. Give --origin "
            "with https and a name.",
            origin=origin,
        )
        raise CommandError(sentence, ExitCode.USAGE)


def _tell_of_missing_witness(folder: Path | None) -> None:
    # No reason not to start: a witness begins with the database of the first start. But it may be a slip of the pen.
    if folder is not None and not folder.is_dir():
        sentence = tr(
            "There is no folder {path} of a witness yet. Until there is one, nobody heeds what a witness refuses. "
            "If it lies elsewhere, correct --witness.",
            path=folder,
        )
        typer.echo(sentence, err=True)


def _announce(settings: ServerSettings, listener: socket.socket) -> None:
    scheme = "wss" if settings.is_tls else "ws"
    port = listener.getsockname()[1]
    # One line for people and for programs that start this one; never translated.
    print(f"ready on {scheme}://{bracket_host(settings.host)}:{port}", flush=True)  # noqa: T201 - see above


def _load_tls(cert: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        sentence = tr("TLS needs both files: --tls-cert and --tls-key.")
        raise CommandError(sentence, ExitCode.USAGE)
    for path in (cert, key):
        try:
            path.read_bytes()
        except OSError as error:
            raise CommandError(tr("The file {path} cannot be read.", path=path), ExitCode.UNREADABLE) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # An encrypted key would make OpenSSL ask at the terminal of a service that has none.
        context.load_cert_chain(cert, key, password=lambda: "")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            sentence = tr("The key {key} does not belong to the certificate {cert}.", key=key, cert=cert)
        else:
            sentence = tr("{cert} and {key} are not a certificate and its unencrypted key.", key=key, cert=cert)
        raise CommandError(sentence, ExitCode.DATA) from error
    return context


def _listen(host: str, port: int) -> socket.socket:
    from signaling.gateway.listener import listen

    try:
        return listen(host, port)
    except socket.gaierror as error:
        raise CommandError(tr("There is no network address {host}.", host=host), ExitCode.UNAVAILABLE) from error
    except OSError as error:
        match error.errno:
            case errno.EADDRINUSE:
                sentence = tr("Another program already uses port {port} on {host}.", port=port, host=host)
            case errno.EACCES:
                sentence = tr(
                    "This user may not listen on port {port}: below 1024 that needs root or the right "
                    "CAP_NET_BIND_SERVICE.",
                    port=port,
                )
                raise CommandError(sentence, ExitCode.NOT_PERMITTED) from error
            case _:
                sentence = tr("This computer cannot listen on {host}, port {port}.", port=port, host=host)
        raise CommandError(sentence, ExitCode.UNAVAILABLE) from error


def _quiet_libraries() -> None:
    import logging

    for name in ("uvicorn", "uvicorn.error", "alembic", "websockets"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _run(main: object) -> None:
    if sys.platform == "win32":
        asyncio.run(main)  # pyright: ignore[reportArgumentType]
        return
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)  # pyright: ignore[reportArgumentType]
