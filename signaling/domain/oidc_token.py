"""Checks what a provider signed about somebody (OpenID Connect Core 1.0, section 3.1.3.7); all else is refused."""

import hmac
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from shared.protocol.email_address import normalize_email
from signaling.domain.oidc_settings import OidcSettings

ALGORITHMS = ("RS256", "ES256", "EdDSA")
"""Signatures with a public key only: what is signed with a shared one, or not at all, is not looked at."""
SKEW_S = 60
AGE_MAX_S = 600
"""How long ago somebody may have signed in there (`max_age`): a browser left open knows them for days."""
TOKEN_MAX_CHARS = 32 * 1024
SUBJECT_MAX_CHARS = 255  # OpenID Connect Core section 2
_KEY_TYPES = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}


class OidcProblem(StrEnum):
    """Why somebody who came back from the provider is not signed in, as the record names it."""

    STATE = "state"
    """The browser was not asked, asked too long ago, or has answered already."""
    ISSUER = "issuer"
    DECLINED = "declined"
    """The provider itself said no, or the person did."""
    CODE = "code"
    """The provider did not take the code back: it was used, or is too old."""
    TOKEN = "token"  # noqa: S105 - a reason, not a secret
    SIGNATURE = "signature"
    AUDIENCE = "audience"
    NONCE = "nonce"
    EXPIRED = "expired"
    CLOCK = "clock"
    OLD = "old"
    """The provider named somebody who signed in there long ago, though it was told to ask them again."""
    NOT_LINKED = "not_linked"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is to the provider: `email` only if it has verified it."""

    issuer: str
    subject: str
    email: str | None
    has_second_factor: bool


def check_id_token(
    token: str, keys: list[dict[str, Any]], settings: OidcSettings, *, nonce: str, now_unix_s: int
) -> Identity | OidcProblem:
    """Say whose token it is, or why it does not count.

    Args:
        token: as the provider sent it, JWS in compact form.
        keys: its public keys (RFC 7517); those of an unknown or a secret kind are passed over.
        settings: the provider.
        nonce: what this browser was sent out with.
        now_unix_s: the server's clock.
    """
    claims = _verified_claims(token, keys)
    if isinstance(claims, OidcProblem):
        return claims
    problem = _claims_problem(claims, settings, nonce, now_unix_s)
    if problem is not None:
        return problem
    email = claims.get("email")
    is_verified = claims.get("email_verified") is True and isinstance(email, str)
    return Identity(
        issuer=settings.issuer,
        subject=claims["sub"],
        email=normalize_email(str(email)) if is_verified else None,
        has_second_factor=_has_second_factor(claims, settings),
    )


def needs_fresh_keys(token: str, keys: list[dict[str, Any]]) -> bool:
    """Whether the token names a key that is not among these: the provider may have changed them."""
    try:
        header = jws.extract_compact(token[:TOKEN_MAX_CHARS].encode()).headers()
    except (JoseError, ValueError):
        return False
    return header.get("kid") not in {key.get("kid") for key in keys}


def _verified_claims(token: str, keys: list[dict[str, Any]]) -> dict[str, Any] | OidcProblem:
    if len(token) > TOKEN_MAX_CHARS:
        return OidcProblem.TOKEN
    usable: list[Key] = [key for each in keys if (key := _public_key(each)) is not None]
    try:
        with warnings.catch_warnings():
            # The name EdDSA gave way to Ed25519 in RFC 9864; providers still write the old one.
            warnings.simplefilter("ignore", SecurityWarning)
            decoded = jwt.decode(token, KeySet(usable), algorithms=list(ALGORITHMS))
    except JoseError:
        return OidcProblem.SIGNATURE
    except Exception:  # noqa: BLE001 - whatever a parser trips over in foreign bytes, they are no token
        return OidcProblem.TOKEN
    return decoded.claims


def _public_key(data: dict[str, Any]) -> RSAKey | ECKey | OKPKey | None:
    kind = _KEY_TYPES.get(str(data.get("kty")))
    if kind is None or data.get("use", "sig") != "sig":
        return None
    try:
        return kind.import_key({str(name): value for name, value in data.items()})
    except Exception:  # noqa: BLE001 - one key of several that cannot be read; what it signed is then refused
        return None


def _claims_problem(
    claims: dict[str, Any], settings: OidcSettings, nonce: str, now_unix_s: int
) -> OidcProblem | None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    party = claims.get("azp", settings.client_id if len(audiences) == 1 else None)
    subject, issued, expires = claims.get("sub"), claims.get("iat"), claims.get("exp")
    is_whole = (
        isinstance(subject, str)
        and 0 < len(subject) <= SUBJECT_MAX_CHARS
        and subject.isascii()
        and subject.isprintable()
        and _is_time(issued)
        and _is_time(expires)
    )
    if claims.get("iss") != settings.issuer:
        problem = OidcProblem.ISSUER
    elif settings.client_id not in audiences or party != settings.client_id:
        problem = OidcProblem.AUDIENCE
    elif not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        problem = OidcProblem.NONCE
    elif not is_whole:
        problem = OidcProblem.TOKEN
    else:
        problem = _time_problem(float(issued or 0), float(expires or 0), now_unix_s)
    return problem or _age_problem(claims.get("auth_time"), now_unix_s)


def _time_problem(issued: float, expires: float, now_unix_s: int) -> OidcProblem | None:
    # It was signed a moment ago, in answer to us: if its beginning is elsewhere, so is one of the two clocks.
    is_off = abs(issued - now_unix_s) > SKEW_S
    if issued > now_unix_s + SKEW_S or expires <= now_unix_s - SKEW_S:
        return OidcProblem.CLOCK if is_off else OidcProblem.EXPIRED
    return None


def _age_problem(signed_in: Any, now_unix_s: int) -> OidcProblem | None:
    # Section 3.1.3.7, 13. A provider that does not say when is believed about who it is, not about a second factor.
    if signed_in is None:
        return None
    if not _is_time(signed_in):
        return OidcProblem.TOKEN
    if signed_in > now_unix_s + SKEW_S:
        return OidcProblem.CLOCK
    return OidcProblem.OLD if now_unix_s - signed_in > AGE_MAX_S + SKEW_S else None


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**40


def _has_second_factor(claims: dict[str, Any], settings: OidcSettings) -> bool:
    if claims.get("auth_time") is None:  # it may have been shown days ago
        return False
    shown = claims.get("amr")
    methods = {each for each in shown if isinstance(each, str)} if isinstance(shown, list) else set()
    return bool(methods & settings.trusted_amr) or str(claims.get("acr")) in settings.trusted_acr
