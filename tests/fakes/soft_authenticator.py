"""A device with a passkey, in software, and the browser before it: for tests that need it to lie (WebAuthn level 3, section 6)."""

import base64
import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class SoftAuthenticator:
    """One passkey; what it does wrong is said at each answer."""

    counter: int = 0
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    user_handle: bytes = b""

    def make(self, options: dict[str, Any], origin: str, *, flags: int = PRESENT | VERIFIED, **lies: Any) -> str:
        """What a browser sends after `navigator.credentials.create`."""
        self.user_handle = unpad(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        data = self._data(lies.get("rp_id", options["rp"]["id"]), flags | HAS_KEY)
        data += bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cose
        attestation = {"fmt": lies.get("format", "none"), "attStmt": {}, "authData": data}
        response = {
            "clientDataJSON": pad(self._said("webauthn.create", options, origin, lies)),
            "attestationObject": pad(cbor2.dumps(attestation)),
        }
        return self._answer(response)

    def sign(self, options: dict[str, Any], origin: str, *, flags: int = PRESENT | VERIFIED, **lies: Any) -> str:
        """What a browser sends after `navigator.credentials.get`; the counter rises unless it is told otherwise."""
        self.counter = lies.get("counter", self.counter + 1)
        data = self._data(lies.get("rp_id", options["rpId"]), flags)
        said = self._said("webauthn.get", options, origin, lies)
        signature = lies.get("key", self.key).sign(data + sha256(said).digest(), ECDSA(SHA256()))
        response = {
            "clientDataJSON": pad(said),
            "authenticatorData": pad(data),
            "signature": pad(signature),
            "userHandle": pad(lies.get("user_handle", self.user_handle)),
        }
        return self._answer(response)

    def _data(self, rp_id: str, flags: int) -> bytes:
        return sha256(rp_id.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _said(self, kind: str, options: dict[str, Any], origin: str, lies: dict[str, Any]) -> bytes:
        said = {
            "type": lies.get("type", kind),
            "challenge": lies.get("challenge", options["challenge"]),
            "origin": origin,
            "crossOrigin": lies.get("cross_origin", False),
        }
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, str]) -> str:
        credential_id = pad(self.credential_id)
        answer = {
            "id": credential_id,
            "rawId": credential_id,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
        return json.dumps(answer)


def pad(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpad(text: str) -> bytes:
    """The bytes of it."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
