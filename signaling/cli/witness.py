"""`alongside-server witness`: signs checkpoints beside the server, under a key and in a folder of its own."""

import hashlib
import os
import signal
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import key_id, raw_public_key
from shared.audit.checkpoint import is_origin_fit
from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.clock import Clock, SystemClock, format_utc_ms
from shared.log import configure_logging
from signaling.cli.command_error import CommandError
from signaling.cli.database_words import explain_url, explain_url_file, read_address
from signaling.cli.folder_lock import hold_lock
from signaling.storage.audit_key import (
    PUBLIC_FILE,
    WITNESS_PRIVATE_FILE,
    WITNESS_PUBLIC_FILE,
    load_or_create_witness_key,
    load_public_key,
)
from signaling.storage.database_place import URL_FILE, DatabasePlace, find_database
from signaling.storage.postgres_address import DatabaseUrlError, connect_parameters
from signaling.storage.secret_file import SecretFileError
from signaling.witness.courier import Courier
from signaling.witness.delivery_queue import DeliveryQueue
from signaling.witness.file_target import FileTarget
from signaling.witness.http_send import Address, AddressError, parse_address
from signaling.witness.http_target import HttpTarget
from signaling.witness.memory import MEMORY_FILE, Memory, MemoryUnusableError, read_memory
from signaling.witness.s3_target import BucketError, S3Target, parse_bucket, read_credentials
from signaling.witness.status import STALE_AFTER_S, StatusUnusableError, WatchState, read_status
from signaling.witness.target import Target
from signaling.witness.watch import Watch

LOCK_FILE = "witness.lock"
QUEUE_FOLDER = "waiting"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessOptions:
    """What the command line said; see its help."""

    data_dir: Path
    witness_dir: Path
    to: Sequence[str]
    audit_pub: Path | None
    origin: str
    ca_file: Path | None
    s3_endpoint: str
    s3_region: str
    s3_credentials: Path | None
    retain_days: int
    is_once: bool
    database_url: Path | None = None


def choose_witness_dir(witness_dir: Path | None) -> Path:
    """The folder that was asked for, or the usual one of this system."""
    return witness_dir or platformdirs.user_data_path("alongside-witness", appauthor=False)


def run(options: WitnessOptions) -> int:
    """Watch until SIGTERM or Ctrl+C, or look once, and give the exit status.

    Raises:
        CommandError: the options do not fit together, or something they name cannot be used.
    """
    clock = SystemClock()
    if options.origin and not is_origin_fit(options.origin):
        sentence = tr("--origin must be 1 to 300 printable ASCII characters without a space.")
        raise CommandError(sentence, ExitCode.USAGE)
    targets = _make_targets(options, clock)
    server_key = _read_server_key(options.audit_pub or options.data_dir / PUBLIC_FILE)
    _prepare_folder(options.witness_dir)
    configure_logging(as_json=True)
    busy = tr("Another witness already runs on the folder {path}.", path=options.witness_dir)
    with hold_lock(options.witness_dir / LOCK_FILE, refusal=busy):
        watch = _build(options, targets, server_key, clock)
        return _look_once(watch[0], watch[1]) if options.is_once else _watch_on(watch[0])


def show(witness_dir: Path) -> int:
    """Print how it stands with the record and with each outside witness; the exit status says whether all is well.

    Raises:
        CommandError: there is no status to read.
    """
    try:
        status = read_status(witness_dir)
    except StatusUnusableError as error:
        sentence = tr("There is no state of a witness in {path}. Check --witness-dir.", path=witness_dir)
        raise CommandError(sentence, ExitCode.UNREADABLE) from error
    rows = [("state", status.state.value), ("seen_at", status.seen_at), ("size", str(status.size))]
    rows.append(("head", status.head or "-"))
    if status.problem:
        where = "-" if status.first_bad_seq is None else str(status.first_bad_seq)
        rows.append(("problem", f"{status.finding or '-'} {status.problem} {where}"))
    rows += [
        ("witness", f"{each.name} {each.delivered_size} {each.waiting} {each.problem or 'ok'}")
        for each in status.witnesses
    ]
    for row in rows:
        print("\t".join(row))  # noqa: T201 - output
    if status.state is WatchState.REFUSED:
        return ExitCode.DATA
    if status.state is WatchState.UNREADABLE:
        return ExitCode.UNREADABLE
    is_stale = time.time() - status.seen_unix_s > STALE_AFTER_S
    if is_stale or any(each.problem for each in status.witnesses):
        return ExitCode.UNAVAILABLE
    return ExitCode.OK


def _build(
    options: WitnessOptions, targets: Sequence[Target], server_key: bytes, clock: Clock
) -> tuple[Watch, list[Courier]]:
    folder, place = options.witness_dir, _choose_database(options)
    key = _load_key(folder)
    memory = _read_memory(folder, raw_public_key(key))
    if memory is not None and memory.server_key != server_key:
        sentence = tr(
            "The server's audit key is {found} now, and was {known} at the last checkpoint. If that is meant, begin "
            "with a new --witness-dir.",
            found=key_id(server_key),
            known=key_id(memory.server_key),
        )
        raise CommandError(sentence, ExitCode.DATA)
    if memory is not None and options.origin and options.origin != memory.checkpoint.origin:
        sentence = tr(
            "This witness signs for {known}, not for {given}. Leave --origin out.",
            known=memory.checkpoint.origin,
            given=options.origin,
        )
        raise CommandError(sentence, ExitCode.USAGE)

    def instant() -> str:
        return format_utc_ms(clock.utc_now())

    try:
        couriers = [
            Courier(target, DeliveryQueue(folder / QUEUE_FOLDER / _folder_name(target)), now=instant)
            for target in targets
        ]
        watch = Watch(
            database=place,
            folder=folder,
            key=key,
            server_key=server_key,
            origin=options.origin,
            memory=memory,
            couriers=couriers,
            clock=clock,
        )
    except OSError as error:
        raise _explain_folder(folder) from error
    return watch, couriers


def _choose_database(options: WitnessOptions) -> DatabasePlace:
    if options.database_url is None:
        return _place_beside(options.data_dir)
    place = read_address(options.database_url)
    try:
        connect_parameters(place.url)
    except DatabaseUrlError as error:
        raise explain_url(error.reason, options.database_url) from error
    return place


def _place_beside(data_dir: Path) -> DatabasePlace:
    try:
        return find_database(data_dir)
    except SecretFileError as error:
        raise explain_url_file(error, data_dir / URL_FILE) from error


def _watch_on(watch: Watch) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # One line for people and for programs that start this one; never translated.
    print("watching", flush=True)  # noqa: T201 - see above
    watch.run(stop)
    return ExitCode.OK


def _look_once(watch: Watch, couriers: Sequence[Courier]) -> int:
    watch.look()
    behind = [courier for courier in couriers if not courier.deliver_waiting()]
    watch.write_status(is_due=True)
    if watch.state is WatchState.REFUSED:
        return ExitCode.DATA
    if watch.state is WatchState.UNREADABLE:
        return ExitCode.UNREADABLE
    return ExitCode.UNAVAILABLE if behind else ExitCode.OK


def _make_targets(options: WitnessOptions, clock: SystemClock) -> list[Target]:
    if not options.to:
        sentence = tr("Name at least one outside witness with --to: a file, https://… or s3://….")
        raise CommandError(sentence, ExitCode.USAGE)
    tls = _load_tls(options.ca_file)
    targets = [_make_target(text, options, tls, clock) for text in options.to]
    if len({target.name for target in targets}) < len(targets):
        raise CommandError(tr("One outside witness is named twice with --to."), ExitCode.USAGE)
    return targets


def _make_target(text: str, options: WitnessOptions, tls: ssl.SSLContext, clock: SystemClock) -> Target:
    if text.startswith("s3://"):
        return _make_s3_target(text, options, tls, clock)
    if text.startswith(("http://", "https://")):
        return HttpTarget(_parse_address(text), tls=tls)
    path = Path(text.removeprefix("file:"))
    if not path.is_absolute() or "\0" in text or path.is_dir():
        sentence = tr(
            "“{place}” is no outside witness. Write /path/to/file, https://host/path or s3://bucket.", place=text
        )
        raise CommandError(sentence, ExitCode.USAGE)
    if path.resolve().is_relative_to(options.data_dir.resolve()):
        sentence = tr("{path} lies in the server's own folder. An outside witness has to lie elsewhere.", path=path)
        raise CommandError(sentence, ExitCode.USAGE)
    return FileTarget(path, now=lambda: format_utc_ms(clock.utc_now()))


def _make_s3_target(text: str, options: WitnessOptions, tls: ssl.SSLContext, clock: SystemClock) -> Target:
    endpoint = _parse_address(options.s3_endpoint or f"https://s3.{options.s3_region}.amazonaws.com")
    try:
        bucket = parse_bucket(text, endpoint=endpoint, region=options.s3_region, retain_days=options.retain_days)
        credentials = read_credentials(options.s3_credentials, os.environ)
    except BucketError as error:
        raise _explain_bucket(error, text, options.s3_credentials) from error
    return S3Target(bucket, credentials=credentials, tls=tls, now=clock.utc_now)


def _explain_bucket(error: BucketError, text: str, path: Path | None) -> CommandError:
    match error.reason:
        case "credentials_missing":
            sentence = tr(
                "The bucket needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or "
                "--s3-credentials."
            )
            return CommandError(sentence, ExitCode.USAGE)
        case "credentials_unreadable":
            return CommandError(tr("The file {path} cannot be read.", path=path), ExitCode.UNREADABLE)
        case "credentials_exposed":
            sentence = tr("Other users can read {path}. Run: chmod 600 {path}", path=path)
            return CommandError(sentence, ExitCode.DATA)
        case "credentials_malformed":
            sentence = tr(
                "The credentials of the bucket are not a pair of aws_access_key_id and aws_secret_access_key."
            )
            return CommandError(sentence, ExitCode.DATA)
    sentence = tr("“{place}” with this region is no bucket. Write it like s3://name/prefix.", place=text)
    return CommandError(sentence, ExitCode.USAGE)


def _parse_address(url: str) -> Address:
    try:
        return parse_address(url)
    except AddressError as error:
        if error.reason == "address_insecure":
            sentence = tr("The way to {url} would not be protected. It has to begin with https://.", url=_shown(url))
        else:
            sentence = tr("“{url}” is no address. Write it like https://host/path.", url=_shown(url))
        raise CommandError(sentence, ExitCode.USAGE) from error


def _shown(url: str) -> str:
    # A user name and a password before the host, and a query, are nobody else's business.
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


def _load_tls(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError as error:
        sentence = tr("{path} is not a file of certificates (PEM).", path=ca_file)
        raise CommandError(sentence, ExitCode.DATA) from error
    except OSError as error:
        raise CommandError(tr("The file {path} cannot be read.", path=ca_file), ExitCode.UNREADABLE) from error


def _read_server_key(path: Path) -> bytes:
    try:
        return raw_public_key(load_public_key(path))
    except SecretFileError as error:
        if error.reason == "key_malformed":
            sentence = tr("{path} is not the public half of an audit key.", path=path)
            raise CommandError(sentence, ExitCode.DATA) from error
        sentence = tr(
            "The server's public audit key {path} cannot be read. Start the server first, or copy the file and name "
            "it with --audit-pub.",
            path=path,
        )
        raise CommandError(sentence, ExitCode.UNREADABLE) from error


def _prepare_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        os.close(os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise _explain_folder(folder) from error


def _load_key(folder: Path) -> Ed25519PrivateKey:
    path = folder / WITNESS_PRIVATE_FILE
    if not path.exists() and (folder / MEMORY_FILE).exists():
        # A new one would sign the rest of a record whose beginning another one signed.
        sentence = tr(
            "The witness's key {path} is gone. Bring back a backup, or begin with a new --witness-dir.", path=path
        )
        raise CommandError(sentence, ExitCode.UNREADABLE)
    try:
        key = load_or_create_witness_key(folder)
    except OSError as error:
        raise _explain_folder(folder) from error
    except SecretFileError as error:
        match error.reason:
            case "key_exposed":
                sentence = tr("Other users can read {path}. Run: chmod 600 {path}", path=path)
                raise CommandError(sentence, ExitCode.DATA) from error
            case "key_malformed":
                sentence = tr("The witness's key {path} is damaged. Bring back a backup.", path=path)
                raise CommandError(sentence, ExitCode.DATA) from error
        raise CommandError(tr("The file {path} cannot be read.", path=path), ExitCode.UNREADABLE) from error
    _log.info("witness_starts", key_id=key_id(raw_public_key(key)), public_file=str(folder / WITNESS_PUBLIC_FILE))
    return key


def _read_memory(folder: Path, own_key: bytes) -> Memory | None:
    path = folder / MEMORY_FILE
    try:
        return read_memory(folder, own_key)
    except MemoryUnusableError as error:
        sentence = tr(
            "{path} is damaged or was signed with another key. Bring back a backup, or begin with a new "
            "--witness-dir.",
            path=path,
        )
        raise CommandError(sentence, ExitCode.DATA) from error
    except OSError as error:
        raise CommandError(tr("The file {path} cannot be read.", path=path), ExitCode.UNREADABLE) from error


def _explain_folder(folder: Path) -> CommandError:
    return CommandError(tr("The folder {path} cannot be written to.", path=folder), ExitCode.CANNOT_CREATE)


def _folder_name(target: Target) -> str:
    # Of the whole name, for two witnesses may differ in one letter that no file name can have.
    return hashlib.sha256(target.name.encode()).hexdigest()[:16]
