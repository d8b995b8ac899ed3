"""From a typed code to a bound peer connection, seen from the agent's side."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent_console.domain.ports import BindTags, PeerPort, ServerPort
from shared.audit.chain import raw_public_key
from shared.errors import AlongsideError, ProtocolError, SignalingError
from shared.ids import SessionId
from shared.pairing.code import PairingCode
from shared.pairing.description import DescriptionRefused, check_description, keep_one_fingerprint
from shared.pairing.exchange import AgentExchange, PairingRefused, RelayBody
from shared.protocol import codec
from shared.protocol.sealed_messages import SessionAnswer
from shared.protocol.signaling_messages import Claimed, Relay
from shared.session import events as ev


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What this program says about itself.

    Attributes:
        server_origin: the server as we were told to dial it, in the canonical form of `shared.pairing.origin`.
        program: name and version.
        locale: the agent's language, BCP 47.
    """

    server_origin: str
    program: str
    locale: str


class AgentPairingFlow:
    """One code, one try."""

    def __init__(
        self,
        *,
        code: PairingCode,
        server: ServerPort,
        peer_port: PeerPort,
        identity: Identity,
        on_event: Callable[[ev.AgentEvent], None],
    ) -> None:
        """Prepare our share while the server is still being asked.

        Args:
            code: what the person read aloud.
            server: where relay bodies go.
            peer_port: the connection that is described under the seal.
            identity: what this program says about itself.
            on_event: told how pairing goes.
        """
        self._nameplate = code.nameplate
        self._exchange = AgentExchange(code, identity.server_origin)
        self._server = server
        self._peer = peer_port
        self._identity = identity
        self._on_event = on_event
        self._signing_key = Ed25519PrivateKey.generate()
        self._session_id: SessionId | None = None
        self._session_token = ""
        self._problem = ""
        self._os_family = ""
        self.client_key = b""
        """The person's public key for this session, 32 bytes; empty before their program said it."""
        self._verified_words = ""
        self._has_offer = False

    @property
    def nameplate(self) -> str:
        """The only part of the code the server is told."""
        return self._nameplate

    @property
    def session_id(self) -> SessionId | None:
        """The session, once the server made it."""
        return self._session_id

    @property
    def session_token(self) -> str:
        """Proves on another socket that we are part of the session."""
        return self._session_token

    @property
    def problem(self) -> str:
        """What the person wrote; text from outside."""
        return self._problem

    @property
    def os_family(self) -> str:
        """The system of the assisted computer; empty before it said so."""
        return self._os_family

    @property
    def verified_words(self) -> str:
        """Six digits both sides can compare; empty before pairing succeeded."""
        return self._verified_words

    def take_session(self, message: Claimed) -> None:
        """The server made the session."""
        self._session_id = SessionId(message.session_id)
        self._session_token = message.session_token

    def handle_relay(self, message: Relay) -> None:
        """Take what the client sent, or somebody in its place."""
        if self._exchange.refused is not None:
            return
        step = self._exchange.handle_relay(message.phase, message.body)
        if isinstance(step, PairingRefused):
            self._on_event(ev.PairingRefused(failure=step.failure.value))
            return
        for body in step.send:
            self._relay(body)
        if step.is_verified:
            paired = self._exchange.paired
            self._verified_words = paired.short_string if paired is not None else ""
            self._on_event(ev.PairingVerified())
        if step.opened is not None:
            self._take_offer(step.opened)

    # --- inside

    def _relay(self, body: RelayBody) -> None:
        if self._session_id is None:
            return
        try:
            self._server.send(Relay(session_id=self._session_id, phase=body.phase.value, body=body.body))
        except SignalingError:
            # The machine hears of the lost socket by itself and gives up.
            return

    def _take_offer(self, opened: bytes) -> None:
        if self._has_offer:
            self._on_event(ev.PairingRefused(failure="bad_message"))
            return
        try:
            offer = codec.decode_session_offer(opened)
        except ProtocolError:
            self._on_event(ev.PairingRefused(failure="bad_message"))
            return
        if isinstance(check_description(offer.sdp), DescriptionRefused):
            self._on_event(ev.PairingRefused(failure="description_refused"))
            return
        self._has_offer = True
        self._problem = offer.problem
        self._os_family = offer.os_family
        self.client_key = offer.client_key
        self._peer.answer(offer.sdp, self._make_tags, self._send_answer)

    def _send_answer(self, sdp: str) -> None:
        paired = self._exchange.paired
        if paired is None:
            return
        answer = SessionAnswer(
            sdp=keep_one_fingerprint(sdp),
            agent_key=raw_public_key(self._signing_key),
            program=self._identity.program,
            locale=self._identity.locale,
        )
        self._relay(paired.seal(codec.encode_sealed(answer)))

    def make_path_keys(
        self, batch_id: int, attempt: int, own_nonce: bytes, other_nonce: bytes
    ) -> tuple[bytes, bytes]:
        """What we seal with and what we open with, on one path for files."""
        paired = self._exchange.paired
        if paired is None:
            raise AlongsideError("binding_failed")
        return paired.make_path_keys(batch_id=batch_id, attempt=attempt, own_nonce=own_nonce, other_nonce=other_nonce)

    def _make_tags(self, own_fingerprint: str, seen_fingerprint: str) -> BindTags:
        paired = self._exchange.paired
        tags = paired.make_bind_tags(own_fingerprint, seen_fingerprint) if paired is not None else None
        if tags is None:
            raise AlongsideError("binding_failed")
        return BindTags(own=tags[0], expected=tags[1])
