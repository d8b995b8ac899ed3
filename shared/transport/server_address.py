"""Which server addresses may be dialled, and with which TLS checks; nothing here ever loosens a check."""

import ssl
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from shared.errors import SetupError, SignalingError

SIGNALING_PATH = "/v1/signaling"

# The same three names as in `shared.pairing.origin`: another one could be dialled but never paired through.
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

# OpenSSL's X509_V_ERR_* numbers (x509_vfy.h) that a person can act upon.
_CERTIFICATE_DETAIL = {
    9: "not_yet_valid",
    10: "expired",
    18: "self_signed",
    19: "self_signed",
    20: "unknown_issuer",
    21: "unknown_issuer",
    23: "revoked",
    62: "wrong_host",
    64: "wrong_host",
}


def is_loopback_host(host: str) -> bool:
    """Whether a host is one of the names that the pairing too reads as this very computer."""
    return host.lower() in _LOOPBACK_NAMES


def resolve_server_url(url: str) -> str:
    """Turn what was typed into the WebSocket URL to dial.

    `https` and `http` are read as `wss` and `ws`, no scheme as `wss`; an empty path becomes `/v1/signaling`.

    Raises:
        SignalingError: `insecure_url` for an unencrypted way to any host but this computer, `bad_url` for what is
            no address of a server, including user names, queries and fragments.
    """
    text = url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"wss://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise SignalingError("bad_url") from None
    scheme = {"https": "wss", "http": "ws"}.get(parts.scheme, parts.scheme)
    if scheme not in {"ws", "wss"} or not host or parts.username is not None or parts.query or parts.fragment:
        raise SignalingError("bad_url")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            raise SignalingError("bad_url") from None
    # In the host as well, for its ASCII form can hold what was no space as typed: that of an acute accent does.
    if any(c.isspace() or not c.isprintable() for c in text + host):
        raise SignalingError("bad_url")
    if scheme == "ws" and not is_loopback_host(host):
        raise SignalingError("insecure_url", host=host)
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc = f"{netloc}:{port}"
    return urlunsplit((scheme, netloc, parts.path if parts.path not in {"", "/"} else SIGNALING_PATH, "", ""))


def make_tls_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """Full checks against the system's trusted authorities, or only those in `ca_file` when one is given.

    Raises:
        SetupError: `ca_file_unreadable`, or `ca_file_malformed` when there is no certificate in it.
    """
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except ssl.SSLError as error:
        raise SetupError("ca_file_malformed", path=str(ca_file)) from error
    except OSError as error:
        raise SetupError("ca_file_unreadable", path=str(ca_file)) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def check_tls_context(context: ssl.SSLContext) -> None:
    """Refuse a context somebody has loosened.

    Raises:
        SetupError: `insecure_tls_context`.
    """
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise SetupError("insecure_tls_context")


def describe_certificate_error(error: ssl.SSLCertVerificationError) -> str:
    """Why a certificate was refused: `expired`, `self_signed`, `wrong_host`, ... or `other`."""
    return _CERTIFICATE_DETAIL.get(error.verify_code, "other")
