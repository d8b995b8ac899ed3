"""The key schedule of `alongside-pair/1`: from the shared secret of the exchange to one key for each use.

HKDF-SHA256 (RFC 5869) with the transcript hash as salt, so keys are bound to everything both sides said, and a label
for each use, so no key serves two. `docs/protocol.md` section 2 is the specification.
"""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CTX = b"alongside-pair/1"
KEY_BYTES = 32
EPOCH_MAX = 2**32 - 1


class Side(StrEnum):
    """Who is who in the exchange; the name goes into keys and tags."""

    SHARER = "sharer"
    AGENT = "agent"

    @property
    def other(self) -> "Side":
        """The one at the other end."""
        return Side.AGENT if self is Side.SHARER else Side.SHARER


@dataclass(frozen=True, slots=True)
class EpochKeys:
    """The keys of one peer connection; a resumed session gets new ones.

    Attributes:
        epoch: 0 after pairing, then one more with every resume.
        seal_sharer, seal_agent: what each side seals with.
        bind: ties a DTLS connection to the pairing.
        resume: makes the keys of the next epoch, and nothing else.
    """

    epoch: int
    seal_sharer: bytes = field(repr=False)
    seal_agent: bytes = field(repr=False)
    bind: bytes = field(repr=False)
    resume: bytes = field(repr=False)

    def seal_of(self, side: Side) -> bytes:
        """The key that side seals with."""
        return self.seal_sharer if side is Side.SHARER else self.seal_agent


@dataclass(frozen=True, slots=True)
class PairingKeys:
    """Everything that follows from one exchange.

    Attributes:
        confirm_sharer, confirm_agent: prove that the other side has the same keys.
        sas: makes the digits two people may compare by voice.
        transfer: makes the keys of every path for files, and nothing else.
        first: the keys of epoch 0.
    """

    confirm_sharer: bytes = field(repr=False)
    confirm_agent: bytes = field(repr=False)
    sas: bytes = field(repr=False)
    transfer: bytes = field(repr=False)
    first: EpochKeys

    def confirm_of(self, side: Side) -> bytes:
        """The key that side confirms with."""
        return self.confirm_sharer if side is Side.SHARER else self.confirm_agent


def lp(*parts: bytes) -> bytes:
    """Join parts, each with its length before it (4 bytes, big-endian), so that no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def hash_secret(secret: str) -> bytes:
    """What the exchange takes as its password: 32 bytes from the secret digits."""
    return hashlib.sha256(lp(CTX, b"pw", secret.encode("ascii"))).digest()


def make_identity(side: Side, server_origin: str, nameplate: str) -> bytes:
    """The name a side has in the exchange: another server or another nameplate gives other keys."""
    return lp(CTX, side.value.encode(), server_origin.encode(), nameplate.encode())


def hash_transcript(identity_sharer: bytes, identity_agent: bytes, share_sharer: bytes, share_agent: bytes) -> bytes:
    """TT: 32 bytes that stand for the whole exchange. Both ends' records carry it, so they can be held together."""
    return hashlib.sha256(lp(CTX, identity_sharer, identity_agent, share_sharer, share_agent)).digest()


def derive_keys(shared_secret: bytes, transcript_hash: bytes) -> PairingKeys:
    """Derive every key of a pairing."""

    def key(label: str) -> bytes:
        return _expand(shared_secret, transcript_hash, lp(CTX, label.encode()))

    return PairingKeys(
        confirm_sharer=key("confirm sharer"),
        confirm_agent=key("confirm agent"),
        sas=key("sas"),
        transfer=key("transfer"),
        first=EpochKeys(0, key("seal sharer"), key("seal agent"), key("bind"), key("resume")),
    )


def derive_next_epoch(keys: EpochKeys, transcript_hash: bytes) -> EpochKeys:
    """Derive the keys of the next epoch from `resume`; who has the new ones cannot work out the old.

    Raises:
        OverflowError: there have been 2**32 epochs, which no session reaches.
    """
    epoch = keys.epoch + 1
    number = epoch.to_bytes(4, "big")

    def key(label: str) -> bytes:
        return _expand(keys.resume, transcript_hash, lp(CTX, label.encode(), number))

    return EpochKeys(epoch, key("seal sharer"), key("seal agent"), key("bind"), key("resume"))


def derive_path_keys(
    transfer_key: bytes,
    transcript_hash: bytes,
    *,
    batch_id: int,
    attempt: int,
    nonce_sharer: bytes,
    nonce_agent: bytes,
) -> tuple[bytes, bytes]:
    """Derive what the sharer and what the agent seal with on one path for files, 32 bytes each.

    Both ends put a fresh nonce in, so that no key is ever used for two paths, whoever repeats a number.
    """
    place = lp(batch_id.to_bytes(8, "big"), attempt.to_bytes(4, "big"), nonce_sharer, nonce_agent)

    def key(side: Side) -> bytes:
        return _expand(transfer_key, transcript_hash, lp(CTX, b"path", side.value.encode(), place))

    return key(Side.SHARER), key(Side.AGENT)


def _expand(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, info).derive(secret)
