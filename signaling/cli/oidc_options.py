"""The options `--oidc-…` of `serve`: put together and checked; the secret comes from a file of its owner alone."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError
from signaling.domain.accounts import clean_name
from signaling.domain.oidc_settings import OidcSettings
from signaling.oidc.place import is_usable_place
from signaling.storage.secret_file import SecretFileError, read_secret_file

_ISSUER_MAX_CHARS = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcOptions:
    """What was typed."""

    issuer: str = ""
    client_id: str = ""
    secret_file: Path | None = None
    name: str = ""
    links_by_email: bool = False
    amr: list[str] = field(default_factory=list)
    acr: list[str] = field(default_factory=list)
    ca_file: Path | None = None


def read_oidc(options: OidcOptions) -> OidcSettings | None:
    """The provider that was meant; None when no option was given.

    Raises:
        CommandError: the options do not fit together, or a file cannot be used.
    """
    if options == OidcOptions():
        return None
    if not options.issuer or not options.client_id:
        sentence = tr("A sign-in service needs both: --oidc-issuer and --oidc-client-id.")
        raise CommandError(sentence, ExitCode.USAGE)
    require_issuer(options.issuer)
    if options.name and clean_name(options.name) is None:
        raise CommandError(tr("The name must have 1 to 80 visible characters."), ExitCode.USAGE)
    if options.ca_file is not None:
        _require_authorities(options.ca_file)
    return OidcSettings(
        issuer=options.issuer,
        client_id=options.client_id,
        client_secret="" if options.secret_file is None else _read_secret(options.secret_file),
        name=clean_name(options.name) or "",
        links_by_email=options.links_by_email,
        trusted_amr=frozenset(options.amr),
        trusted_acr=frozenset(options.acr),
        ca_file=options.ca_file,
    )


def require_issuer(issuer: str) -> None:
    """Refuse what is no name of a provider (OpenID Connect Core section 2: https, no query, no fragment).

    Raises:
        CommandError: with the sentence.
    """
    if issuer.startswith("http://") and not is_usable_place(issuer):
        sentence = tr("“{issuer}”: without https a sign-in service can only be on this computer.", issuer=issuer)
        raise CommandError(sentence, ExitCode.USAGE)
    if not is_usable_place(issuer) or "?" in issuer or "#" in issuer or len(issuer) > _ISSUER_MAX_CHARS:
        sentence = tr(
            "“{issuer}” is no address of a sign-in service. Write it as the service does, like https://login.example.",
            issuer=issuer,
        )
        raise CommandError(sentence, ExitCode.USAGE)


def _read_secret(path: Path) -> str:
    try:
        data = read_secret_file(path)
    except SecretFileError as error:
        if error.reason == "key_exposed":
            sentence = tr("Other users can read the secret {path}. Run: chmod 600 {path}", path=path)
            raise CommandError(sentence, ExitCode.DATA) from error
        raise CommandError(tr("The file {path} cannot be read.", path=path), ExitCode.UNREADABLE) from error
    if data is None:
        raise CommandError(tr("The file {path} cannot be read.", path=path), ExitCode.UNREADABLE)
    try:
        secret = data.decode("ascii").strip()
    except UnicodeDecodeError:
        secret = ""
    if not secret or not secret.isprintable():
        raise CommandError(tr("There is no secret in {path}: one line of text.", path=path), ExitCode.DATA)
    return secret


def _require_authorities(path: Path) -> None:
    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError as error:
        raise CommandError(tr("There is no certificate in {path}.", path=path), ExitCode.DATA) from error
    except OSError as error:
        raise CommandError(tr("The file {path} cannot be read.", path=path), ExitCode.UNREADABLE) from error
