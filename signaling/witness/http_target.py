"""A witness that is an HTTP endpoint: each checkpoint is the body of a POST."""

import ssl

from signaling.config import PROGRAM
from signaling.witness.http_send import Address, send


class HttpTarget:
    """Whoever answers with 2xx has the checkpoint; everything else is tried again."""

    def __init__(self, address: Address, *, tls: ssl.SSLContext) -> None:
        self._address = address
        self._tls = tls

    @property
    def name(self) -> str:
        """See `Target`; without the query, in which a secret may stand."""
        return self._address.origin + self._address.path.partition("?")[0]

    def deliver(self, size: int, note: bytes) -> None:  # noqa: ARG002 - the port's; the note says it too
        """See `Target`."""
        headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": PROGRAM}
        send(self._address, method="POST", path=self._address.path, headers=headers, body=note, tls=self._tls)
