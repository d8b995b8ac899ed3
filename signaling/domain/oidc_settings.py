"""What the operator says of the organisation's own sign-in service (an OpenID Connect provider)."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

BACK_PATH = "/admin/sign-in/provider/back"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """One provider.

    Attributes:
        issuer: its name, exactly as it writes it into what it signs.
        client_id: what it knows this server by.
        client_secret: shared with it; empty where it asks for none.
        name: what people call it, on the button.
        links_by_email: whether an account without a link is found by an address the provider has verified, once.
        trusted_amr: values of `amr` that say a second factor was shown there (RFC 8176); none is trusted by itself.
        trusted_acr: values of `acr` that say so.
        ca_file: believe only these authorities for https; the system's when None.
    """

    issuer: str
    client_id: str
    client_secret: str = ""
    name: str = ""
    links_by_email: bool = False
    trusted_amr: frozenset[str] = frozenset()
    trusted_acr: frozenset[str] = frozenset()
    ca_file: Path | None = None

    def __repr__(self) -> str:
        return f"OidcSettings({self.issuer})"

    @property
    def shown_name(self) -> str:
        """What stands on the button: the name, or the provider's host."""
        return self.name or urlsplit(self.issuer).hostname or self.issuer
