"""What one run of the server is told: where it listens, where it keeps its data, what it may allow."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from shared.pairing.origin import OriginAccepted, canonical_origin
from shared.protocol import signaling_messages as wire
from signaling.domain.oidc_settings import OidcSettings
from signaling.domain.policy import ServerPolicy

DEFAULT_PORT = 8765
PROGRAM = "alongside-server/0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Frozen settings of one server process.

    Attributes:
        host: address to listen on.
        port: 0 takes any free one.
        data_dir: database and audit key lie here.
        tls_cert: PEM certificate chain; None serves without TLS, on loopback or behind a proxy only.
        tls_key: its PEM private key.
        is_behind_tls_proxy: a proxy on this computer ends TLS and names the real peer in `X-Forwarded-For`.
        organisation: shown to assisted persons where an account names none.
        origin: `https://host[:port]` as programs dial this server; worked out from host and port when empty.
        allowed_origins: values of the `Origin` header that may open the socket; native programs send none.
        ice_servers: handed to both programs with `welcome`.
        witness: folder of a witness whose word is heeded; None when there is none.
        oidc: the organisation's own sign-in service; None when there is none.
        policy: the limits.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    tls_cert: Path | None = None
    tls_key: Path | None = None
    is_behind_tls_proxy: bool = False
    organisation: str = ""
    origin: str = ""
    allowed_origins: frozenset[str] = frozenset()
    ice_servers: tuple[wire.IceServer, ...] = ()
    witness: Path | None = None
    oidc: OidcSettings | None = None
    policy: ServerPolicy = field(default_factory=ServerPolicy)

    @property
    def is_tls(self) -> bool:
        """Whether this process itself speaks TLS."""
        return self.tls_cert is not None

    def origin_on(self, port: int) -> str:
        """The server's own origin, once the port is known."""
        if self.origin:
            return self.origin
        return f"{'https' if self.is_tls else 'http'}://{bracket_host(self.host)}:{port}"


def canonical_web_origin(text: str) -> str | None:
    """The one form of an `https://host[:port]` address for comparing, or None when programs could not dial it.

    `http://` is for this computer only, as in pairing; a path, a user name or a question mark make it no origin.
    """
    scheme, separator, rest = text.partition("://")
    dialled = {"https": "wss", "http": "ws"}.get(scheme.lower())
    if dialled is None or not separator or "/" in rest.removesuffix("/"):
        return None
    verdict = canonical_origin(f"{dialled}://{rest}")
    return verdict.origin if isinstance(verdict, OriginAccepted) else None


def is_loopback(host: str) -> bool:
    """Whether only programs on this computer can reach that address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def bracket_host(host: str) -> str:
    """The host as a URL has it: IPv6 addresses in brackets (RFC 3986 section 3.2.2)."""
    return f"[{host}]" if ":" in host else host
