"""One HTTP request to a witness: a time limit, no redirects, nothing of the answer kept but what went wrong."""

import http.client
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.errors import AlongsideError
from signaling.config import bracket_host, is_loopback
from signaling.witness.target import DeliveryError

TIMEOUT_S = 10.0  # for each wait for the other side
_ANSWER_MAX_BYTES = 16 * 1024
_MULTIPLE_CHOICES, _BAD_REQUEST = 300, 400
_S3_CODE = re.compile(rb"<Code>([A-Za-z0-9]{1,40})</Code>")


class AddressError(AlongsideError):
    """An address that is not used: `address_malformed`, or `address_insecure` for http:// to another computer."""

    code = "address_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where to: `host` without brackets, `path` with its query, from `/`."""

    is_tls: bool
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """As the `Host` header has it: the port only when it is not the usual one."""
        is_usual = self.port == (443 if self.is_tls else 80)
        return bracket_host(self.host) + ("" if is_usual else f":{self.port}")

    @property
    def origin(self) -> str:
        """Scheme, host and port, for people."""
        return f"{'https' if self.is_tls else 'http'}://{self.host_header}"


def parse_address(url: str) -> Address:
    """Read `https://host[:port][/path]`; `http://` is for this computer only.

    Raises:
        AddressError: anything else; a user name, a password or a fragment in it too.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressError from error
    is_plain = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain:
        raise AddressError
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressError
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise AddressError("address_insecure")
    is_tls = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(is_tls=is_tls, host=parts.hostname, port=port or (443 if is_tls else 80), path=path)


def send(
    address: Address,
    *,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes,
    tls: ssl.SSLContext,
    timeout_s: float = TIMEOUT_S,
) -> None:
    """Send one request and return when it was answered with success.

    Args:
        address: where to; its own path is not used.
        method: of the request.
        path: of the request, with its query.
        headers: beside `Host`, `Content-Length` and `Connection`.
        body: all of it.
        tls: which certificates are believed.
        timeout_s: for each wait for the other side.

    Raises:
        DeliveryError: no answer, or another than success.
    """
    if address.is_tls:
        connection = http.client.HTTPSConnection(address.host, address.port, timeout=timeout_s, context=tls)
    else:
        connection = http.client.HTTPConnection(address.host, address.port, timeout=timeout_s)
    try:
        connection.request(method, path, body, {**headers, "Host": address.host_header, "Connection": "close"})
        with connection.getresponse() as answer:  # on its own it would keep the socket: the rest is not read
            status, text = answer.status, answer.read(_ANSWER_MAX_BYTES)
    except TimeoutError as error:
        raise DeliveryError("timed_out") from error
    except ssl.SSLError as error:
        raise DeliveryError("certificate_refused") from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError("unreachable") from error
    finally:
        connection.close()
    if status < _MULTIPLE_CHOICES:
        return
    if status < _BAD_REQUEST:
        raise DeliveryError("redirected")
    code = _S3_CODE.search(text)
    raise DeliveryError(f"http_{status}" + (f"_{code[1].decode('ascii')}" if code else ""))
