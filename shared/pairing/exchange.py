"""The conversation that turns a spoken code into keys: relay bodies in, relay bodies out, no I/O and no clock.

    client                                                  agent
    start()          -- pake_client     version, pA  ------>  handle_relay
    handle_relay    <-- pake_agent      version, pB, cB ----
    verified         -- confirm_client  cA  ---------------->  verified

The agent proves itself first. The client's code is burned by the first message that claims to be the agent's, before
it is looked at, so whoever is on the line has one guess. Nothing a message holds makes these objects raise; a message
that does not fit ends the exchange with a `PairingRefused`, and it stays ended.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from shared.pairing.binding import is_tag_equal, make_bind_tag, parse_fingerprint
from shared.pairing.code import PairingCode
from shared.pairing.keys import (
    EpochKeys,
    PairingKeys,
    Side,
    derive_keys,
    derive_next_epoch,
    derive_path_keys,
    hash_secret,
    hash_transcript,
    make_identity,
)
from shared.pairing.pake import SPAKE2_SHARE_BYTES, Pake, PakeProblem, Spake2
from shared.pairing.sealing import SealingBox, SealProblem
from shared.pairing.verification import make_short_string

CONFIRM_BYTES = 32

MakePake = Callable[[Side, bytes, bytes, bytes], Pake]
"""From side, password, the sharer's identity and the agent's to one side of an exchange."""


class Phase(StrEnum):
    """The `phase` of a relay message."""

    PAKE_CLIENT = "pake_client"
    PAKE_AGENT = "pake_agent"
    CONFIRM_CLIENT = "confirm_client"
    SEALED = "sealed"


class PairingFailure(StrEnum):
    """How a pairing failed, in the words of `report_pairing`."""

    WRONG_CODE = "wrong_code"
    TIMEOUT = "timeout"
    BAD_MESSAGE = "bad_message"
    DESCRIPTION_REFUSED = "description_refused"
    BINDING_FAILED = "binding_failed"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class RelayBody:
    """Something to send to the other side through the server."""

    phase: Phase
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class PairingRefused:
    """The exchange is over and the code is used up."""

    failure: PairingFailure


@dataclass(frozen=True, slots=True)
class PairingStep:
    """What a message led to.

    Attributes:
        send: bodies to send, in order, before anything else.
        is_verified: the other side knew the code; from now on `paired` is there.
        opened: what a sealed message held; None for any other message.
    """

    send: tuple[RelayBody, ...] = ()
    is_verified: bool = False
    opened: bytes | None = field(default=None, repr=False)


IGNORED = PairingStep()


class Paired:
    """What the two ends share after a pairing: sealing, binding, and the way to fresh keys for a resumed session."""

    def __init__(self, side: Side, keys: PairingKeys, transcript_hash: bytes) -> None:
        """Start in epoch 0.

        Args:
            side: which of the two we are.
            keys: from the exchange, confirmed.
            transcript_hash: TT.
        """
        self._side = side
        self._keys: EpochKeys = keys.first
        self._transfer_key = keys.transfer
        self._transcript_hash = transcript_hash
        self._short_string = make_short_string(keys.sas)
        self._box = SealingBox(side, self._keys, transcript_hash)

    def __repr__(self) -> str:
        return f"Paired(side={self._side.value!r}, epoch={self.epoch})"

    @property
    def epoch(self) -> int:
        """0 after pairing, one more with every resume."""
        return self._keys.epoch

    @property
    def transcript_hash(self) -> bytes:
        """TT, 32 bytes; not secret, for both ends' records."""
        return self._transcript_hash

    @property
    def short_string(self) -> str:
        """Six digits, `123 456`, the same on both sides unless somebody else used the code."""
        return self._short_string

    def seal(self, plain: bytes) -> RelayBody:
        """Seal the next message for the other side. Raises `ProtocolError` when it is too long, a fault of ours."""
        return RelayBody(Phase.SEALED, self._box.seal(plain))

    def open(self, body: bytes) -> bytes | SealProblem:
        """Open the next message of the other side; after one that does not open, none does until `ratchet`."""
        return self._box.open(body)

    def make_bind_tags(self, own_fingerprint: str, seen_fingerprint: str) -> tuple[bytes, bytes] | None:
        """Make the tag we send and the tag we expect, for the peer connection of this epoch.

        Args:
            own_fingerprint: SHA-256 of our certificate, `AB:CD:...`.
            seen_fingerprint: SHA-256 of the certificate the other side really used in DTLS.

        Returns:
            Own and expected tag, 32 bytes each; None when a fingerprint is not one, which counts as a failed binding.
        """
        own, seen = parse_fingerprint(own_fingerprint), parse_fingerprint(seen_fingerprint)
        if own is None or seen is None:
            return None
        sharer, agent = (own, seen) if self._side is Side.SHARER else (seen, own)

        def tag(side: Side) -> bytes:
            return make_bind_tag(
                self._keys.bind, side, self.epoch, fingerprint_sharer=sharer, fingerprint_agent=agent
            )

        return tag(self._side), tag(self._side.other)

    def make_path_keys(
        self, *, batch_id: int, attempt: int, own_nonce: bytes, other_nonce: bytes
    ) -> tuple[bytes, bytes]:
        """Make what we seal with and what we open with, on a path for files of its own."""
        sharer, agent = (own_nonce, other_nonce) if self._side is Side.SHARER else (other_nonce, own_nonce)
        keys = derive_path_keys(
            self._transfer_key,
            self._transcript_hash,
            batch_id=batch_id,
            attempt=attempt,
            nonce_sharer=sharer,
            nonce_agent=agent,
        )
        return keys if self._side is Side.SHARER else (keys[1], keys[0])

    def ratchet(self) -> None:
        """Go to the next epoch: new sealing and binding keys, counts from zero, the old keys forgotten."""
        self._keys = derive_next_epoch(self._keys, self._transcript_hash)
        self._box = SealingBox(self._side, self._keys, self._transcript_hash)


class _Exchange:
    """What both sides do alike: names, transcript, confirmation, and the end."""

    def __init__(self, side: Side, code: PairingCode, server_origin: str, make_pake: MakePake) -> None:
        self._side = side
        self._identity_sharer = make_identity(Side.SHARER, server_origin, code.nameplate)
        self._identity_agent = make_identity(Side.AGENT, server_origin, code.nameplate)
        self._pake = make_pake(side, hash_secret(code.secret), self._identity_sharer, self._identity_agent)
        self._keys: PairingKeys | None = None
        self._transcript_hash = b""
        self._paired: Paired | None = None
        self._refused: PairingRefused | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(is_verified={self._paired is not None}, refused={self._refused})"

    @property
    def paired(self) -> Paired | None:
        """What both ends share once the other side has proved that it knew the code; None after a failure."""
        return self._paired

    @property
    def refused(self) -> PairingRefused | None:
        """How it failed, or None."""
        return self._refused

    def refuse(self, failure: PairingFailure) -> PairingRefused:
        """End the exchange from outside, for a timeout or a description that was refused; the first failure stays."""
        if self._refused is None:
            self._refused = PairingRefused(failure)
        self._paired = None
        self._keys = None
        return self._refused

    def _finish_pake(self, message: bytes) -> PakeProblem | None:
        secret = self._pake.finish(message)
        if isinstance(secret, PakeProblem):
            return secret
        shares = (self._pake.share, message[1:])
        sharer, agent = shares if self._side is Side.SHARER else (shares[1], shares[0])
        self._transcript_hash = hash_transcript(self._identity_sharer, self._identity_agent, sharer, agent)
        self._keys = derive_keys(secret, self._transcript_hash)
        return None

    def _make_confirmation(self, side: Side) -> bytes:
        assert self._keys is not None  # noqa: S101 - called after _finish_pake only
        return hmac.new(self._keys.confirm_of(side), self._transcript_hash, hashlib.sha256).digest()

    def _verify(self) -> None:
        assert self._keys is not None  # noqa: S101 - called after a confirmation was right
        self._paired = Paired(self._side, self._keys, self._transcript_hash)
        self._keys = None

    def _open(self, body: bytes) -> PairingStep | PairingRefused:
        opened = self._paired.open(body) if self._paired is not None else SealProblem.BROKEN
        if isinstance(opened, SealProblem):
            return self.refuse(PairingFailure.BAD_MESSAGE)
        return PairingStep(opened=opened)


def _make_spake2(side: Side, password: bytes, identity_sharer: bytes, identity_agent: bytes) -> Pake:
    return Spake2(side, password, identity_sharer=identity_sharer, identity_agent=identity_agent)


class ClientExchange(_Exchange):
    """The assisted person's side. Make it when the code is shown: half of the work is done by then."""

    def __init__(self, code: PairingCode, server_origin: str, *, make_pake: MakePake = _make_spake2) -> None:
        """Prepare our share.

        Args:
            code: the code on this person's screen.
            server_origin: `OriginAccepted.origin` of the address this program was told to connect to.
            make_pake: the exchange underneath.
        """
        super().__init__(Side.SHARER, code, server_origin, make_pake)
        self._is_burned = False

    @property
    def burned(self) -> bool:
        """Whether the code is used up, right or wrong. The caller never shows it or waits for it again."""
        return self._is_burned or self._refused is not None

    def start(self) -> RelayBody:
        """Our share, to be sent when somebody has claimed the nameplate."""
        return RelayBody(Phase.PAKE_CLIENT, self._pake.message)

    def handle_relay(self, phase: str, body: bytes) -> PairingStep | PairingRefused:
        """Take what the agent sent, or somebody in its place."""
        if self._refused is not None:
            return self._refused
        if self._paired is not None:
            # A second share, such as one sent again by the server, changes nothing: the guess is spent.
            return self._open(body) if phase == Phase.SEALED else IGNORED
        self._is_burned = True
        share_end = 1 + SPAKE2_SHARE_BYTES
        if phase != Phase.PAKE_AGENT or len(body) != share_end + CONFIRM_BYTES:
            return self.refuse(PairingFailure.BAD_MESSAGE)
        if self._finish_pake(body[:share_end]) is not None:
            return self.refuse(PairingFailure.BAD_MESSAGE)
        if not is_tag_equal(self._make_confirmation(Side.AGENT), body[share_end:]):
            return self.refuse(PairingFailure.WRONG_CODE)
        confirmation = RelayBody(Phase.CONFIRM_CLIENT, self._make_confirmation(Side.SHARER))
        self._verify()
        return PairingStep(send=(confirmation,), is_verified=True)


class AgentExchange(_Exchange):
    """The agent's side. Make it as soon as the typed code is complete, before the server has answered the claim."""

    def __init__(self, code: PairingCode, server_origin: str, *, make_pake: MakePake = _make_spake2) -> None:
        """Prepare our share.

        Args:
            code: as the agent typed it.
            server_origin: `OriginAccepted.origin` of the address this program was told to connect to.
            make_pake: the exchange underneath.
        """
        super().__init__(Side.AGENT, code, server_origin, make_pake)

    def handle_relay(self, phase: str, body: bytes) -> PairingStep | PairingRefused:
        """Take what the client sent, or somebody in its place."""
        if self._refused is not None:
            return self._refused
        if self._paired is not None:
            return self._open(body) if phase == Phase.SEALED else IGNORED
        if self._keys is None:
            return self._answer(body) if phase == Phase.PAKE_CLIENT else self.refuse(PairingFailure.BAD_MESSAGE)
        if phase != Phase.CONFIRM_CLIENT or len(body) != CONFIRM_BYTES:
            return self.refuse(PairingFailure.BAD_MESSAGE)
        if not is_tag_equal(self._make_confirmation(Side.SHARER), body):
            return self.refuse(PairingFailure.WRONG_CODE)
        self._verify()
        return PairingStep(is_verified=True)

    def _answer(self, body: bytes) -> PairingStep | PairingRefused:
        if len(body) != 1 + SPAKE2_SHARE_BYTES or self._finish_pake(body) is not None:
            return self.refuse(PairingFailure.BAD_MESSAGE)
        answer = self._pake.message + self._make_confirmation(Side.AGENT)
        return PairingStep(send=(RelayBody(Phase.PAKE_AGENT, answer),))
