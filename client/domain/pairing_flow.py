"""From a shown code to a bound peer connection, seen from the assisted person's side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.domain.journal import Journal
from client.domain.ports import BindTags, PeerPort, ServerPort
from shared.audit.chain import raw_public_key
from shared.errors import AlongsideError, ProtocolError, SignalingError
from shared.ids import SessionId
from shared.pairing.code import PairingCode, make_code
from shared.pairing.description import DescriptionRefused, check_description, keep_one_fingerprint
from shared.pairing.exchange import ClientExchange, PairingRefused, RelayBody
from shared.protocol import codec
from shared.protocol.sealed_messages import SessionOffer
from shared.protocol.signaling_messages import (
    Allocated,
    Claimed,
    OpenSession,
    PairingFailure,
    PairingReported,
    Relay,
    ReportPairing,
)
from shared.session import events as ev

_UNSENT = 1  # request ids are given by the socket


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What this program says about itself.

    Attributes:
        server_origin: the server as we were told to dial it, in the canonical form of `shared.pairing.origin`.
        program: name and version.
        os_family: the kind of system the person uses.
        locale: the person's language, BCP 47.
    """

    server_origin: str
    program: str
    os_family: Literal["linux", "windows", "macos"]
    locale: str


class PairingFlow:
    """One code at a time: made, shown, used once, forgotten."""

    def __init__(
        self,
        *,
        server: ServerPort,
        peer_port: PeerPort,
        identity: Identity,
        problem: Callable[[], str],
        on_event: Callable[[ev.ClientEvent], None],
    ) -> None:
        """Start without a code.

        Args:
            server: where relay bodies go.
            peer_port: the connection that is described under the seal.
            identity: what this program says about itself.
            problem: what the person wrote, for the agent.
            on_event: told how pairing goes.
        """
        self._server = server
        self._peer = peer_port
        self._identity = identity
        self._problem = problem
        self._on_event = on_event
        self.forget()

    def forget(self) -> None:
        """Drop the code and every key."""
        self._code: PairingCode | None = None
        self._exchange: ClientExchange | None = None
        self._slot_id: str | None = None
        self._session_id: SessionId | None = None
        self._session_token = ""
        self._signing_key: Ed25519PrivateKey | None = None
        self._agent_key = b""
        self._agent_program = ""
        self._has_answer = False

    @property
    def code_digits(self) -> str | None:
        """The code to show; None once it was used or forgotten."""
        if self._code is None or self._exchange is None or self._exchange.burned:
            return None
        return self._code.digits

    @property
    def slot_id(self) -> str | None:
        """The server's handle of our nameplate."""
        return self._slot_id

    @property
    def session_id(self) -> SessionId | None:
        """The session, once an agent claimed the nameplate."""
        return self._session_id

    @property
    def session_token(self) -> str:
        """Proves on another socket that we are part of the session."""
        return self._session_token

    @property
    def verified_digits(self) -> str:
        """Six digits both sides can compare; empty before pairing succeeded."""
        paired = self._exchange.paired if self._exchange is not None else None
        return paired.short_string if paired is not None else ""

    def has_nameplate(self, message: Allocated) -> bool:
        """Whether the shown code stands on this very nameplate, and nobody has used it."""
        return (
            self.code_digits is not None
            and self._code is not None
            and ((message.slot_id, message.nameplate) == (self._slot_id, self._code.nameplate))
        )

    def take_nameplate(self, message: Allocated, secret_digits: int) -> None:
        """Make the secret part here, and prepare what can be prepared while the person reads it aloud."""
        self.forget()
        self._slot_id = message.slot_id
        self._code = make_code(message.nameplate, secret_digits)
        self._exchange = ClientExchange(self._code, self._identity.server_origin)
        self._signing_key = Ed25519PrivateKey.generate()
        self._peer.prepare()

    def take_claim(self, message: Claimed) -> bool:
        """Somebody typed the nameplate; False when it was not ours."""
        if message.slot_id is None or message.slot_id != self._slot_id:
            return False
        self._session_id = SessionId(message.session_id)
        self._session_token = message.session_token
        return True

    def start_exchange(self) -> None:
        """Send our share of the key exchange."""
        if self._exchange is not None:
            self._relay(self._exchange.start())

    def handle_relay(self, message: Relay) -> None:
        """Take what the agent sent, or somebody in its place."""
        exchange = self._exchange
        if exchange is None or exchange.refused is not None:
            return
        step = exchange.handle_relay(message.phase, message.body)
        if isinstance(step, PairingRefused):
            self._on_event(ev.PairingRefused(failure=step.failure.value))
            return
        for body in step.send:
            self._relay(body)
        if step.is_verified:
            self._on_event(ev.PairingVerified())
        if step.opened is not None:
            self._take_answer(step.opened)

    def start_peer(self) -> None:
        """Send our description under the seal."""
        exchange = self._exchange
        if exchange is None:
            return

        def seal(sdp: str) -> None:
            if exchange is not self._exchange or exchange.paired is None or self._signing_key is None:
                return
            offer = SessionOffer(
                sdp=keep_one_fingerprint(sdp),
                client_key=raw_public_key(self._signing_key),
                program=self._identity.program,
                os_family=self._identity.os_family,
                problem=self._problem(),
                locale=self._identity.locale,
            )
            self._relay(exchange.paired.seal(codec.encode_sealed(offer)))

        self._peer.offer(seal)

    def report(
        self, failure: PairingFailure | None, on_reported: Callable[[PairingReported | SignalingError], None]
    ) -> None:
        """Tell the server how it ended; after a failure nothing of this code remains.

        Args:
            failure: why it failed; None when it did not.
            on_reported: gets the answer to a success, for the session may be opened only after it.
        """
        session_id = self._session_id

        def take(answer: PairingReported | SignalingError) -> None:
            if failure is None and session_id == self._session_id:
                on_reported(answer)

        if self._session_id is not None:
            paired = self._exchange.paired if self._exchange is not None else None
            message = ReportPairing(
                request_id=_UNSENT,
                session_id=self._session_id,
                outcome="ok" if failure is None else "failed",
                failure=failure,
                transcript_hash=paired.transcript_hash if failure is None and paired is not None else None,
            )
            self._server.request(message, take)
        if failure is not None:
            self.forget()

    def open_message(self) -> OpenSession:
        """What has the server write the session down."""
        if self._session_id is None or self._signing_key is None:
            raise ProtocolError("no_session")
        return OpenSession(
            request_id=_UNSENT,
            session_id=self._session_id,
            client_key=raw_public_key(self._signing_key),
            agent_key=self._agent_key,
            client_program=self._identity.program,
            agent_program=self._agent_program,
            os_family=self._identity.os_family,
        )

    def make_journal(self) -> Journal:
        """The empty, signed record of this session."""
        if self._session_id is None or self._signing_key is None:
            raise ProtocolError("no_session")
        return Journal(self._session_id, self._signing_key)

    # --- inside

    def _relay(self, body: RelayBody) -> None:
        if self._session_id is None:
            return
        try:
            self._server.send(Relay(session_id=self._session_id, phase=body.phase.value, body=body.body))
        except SignalingError:
            # The machine hears of the lost socket by itself and gives up.
            return

    def _take_answer(self, opened: bytes) -> None:
        if self._has_answer:
            self._on_event(ev.PairingRefused(failure="bad_message"))
            return
        try:
            answer = codec.decode_session_answer(opened)
        except ProtocolError:
            self._on_event(ev.PairingRefused(failure="bad_message"))
            return
        if isinstance(check_description(answer.sdp), DescriptionRefused):
            self._on_event(ev.PairingRefused(failure="description_refused"))
            return
        self._has_answer = True
        self._agent_key = answer.agent_key
        self._agent_program = answer.program
        self._peer.accept(answer.sdp, self._make_tags)

    def make_path_keys(
        self, batch_id: int, attempt: int, own_nonce: bytes, other_nonce: bytes
    ) -> tuple[bytes, bytes]:
        """What we seal with and what we open with, on one path for files."""
        paired = self._exchange.paired if self._exchange is not None else None
        if paired is None:
            raise AlongsideError("binding_failed")
        return paired.make_path_keys(batch_id=batch_id, attempt=attempt, own_nonce=own_nonce, other_nonce=other_nonce)

    def _make_tags(self, own_fingerprint: str, seen_fingerprint: str) -> BindTags:
        paired = self._exchange.paired if self._exchange is not None else None
        tags = paired.make_bind_tags(own_fingerprint, seen_fingerprint) if paired is not None else None
        if tags is None:
            raise AlongsideError("binding_failed")
        return BindTags(own=tags[0], expected=tags[1])
