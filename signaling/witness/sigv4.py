"""Signs a request the way S3 and what is compatible with it ask for: AWS Signature Version 4, in one header."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "s3"
_UNRESERVED = "-._~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who asks. Only the first field may be shown."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False, default="")


def encode_path(path: str) -> str:
    """A path as it has to be sent: everything but unreserved characters and the slash is percent-encoded."""
    return quote(path, safe="/" + _UNRESERVED)


def sign_request(
    *,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    region: str,
    credentials: Credentials,
    now: datetime,
) -> dict[str, str]:
    """The headers to send, the signature among them.

    Args:
        method: of the request.
        path: from `encode_path`; a query is not supported.
        headers: everything that is to be signed, `Host` included.
        body: all of it.
        region: for example `eu-central-1`.
        credentials: who asks.
        now: aware; servers refuse what is more than 15 minutes off their own clock.
    """
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    signed = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
    signed |= {"x-amz-date": moment, "x-amz-content-sha256": digest}
    if credentials.session_token:
        signed["x-amz-security-token"] = credentials.session_token
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    request = f"{method}\n{path}\n\n{lines}\n{names}\n{digest}"
    scope = f"{moment[:8]}/{region}/{_SERVICE}/aws4_request"
    text = f"{_ALGORITHM}\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{credentials.secret_access_key}".encode()
    for step in (moment[:8], region, _SERVICE, "aws4_request"):
        key = hmac.digest(key, step.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    authorization = (
        f"{_ALGORITHM} Credential={credentials.access_key_id}/{scope},SignedHeaders={names},Signature={signature}"
    )
    return signed | {"authorization": authorization}
