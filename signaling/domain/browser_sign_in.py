"""What a console says to be signed in by a browser, and what it is answered on its socket."""

from collections.abc import Awaitable, Callable
from typing import Any

from shared.protocol import browser_messages as wire
from signaling.domain.conversation import Connection
from signaling.domain.hand_over_desk import HandOverDesk
from signaling.domain.ports import Moment
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import SignInDesk

_Handler = Callable[[Connection, Any, Moment], Awaitable[Refusal | None]]


class BrowserSignIn:
    """Every handler answers through `connection.send` or returns a `Refusal`."""

    def __init__(self, hand_overs: HandOverDesk, sign_in: SignInDesk, organisation: str) -> None:
        self._hand_overs = hand_overs
        self._sign_in = sign_in
        self._organisation = organisation
        self.handlers: dict[type, _Handler] = {
            wire.BeginBrowserSignIn: self._begin,
            wire.FinishBrowserSignIn: self._finish,
            wire.DropBrowserSignIn: self._drop,
        }

    async def _begin(self, connection: Connection, message: wire.BeginBrowserSignIn, now: Moment) -> Refusal | None:
        asked = await self._hand_overs.ask(connection, message.challenge, now)
        if isinstance(asked, Refusal):
            return asked
        connection.send(
            wire.BrowserSignInBegun(
                request_id=message.request_id,
                hand_over_id=asked.hand_over_id,
                number=asked.number,
                expires_in_ms=asked.expires_in_ms,
            )
        )
        return None

    async def _finish(self, connection: Connection, message: wire.FinishBrowserSignIn, now: Moment) -> Refusal | None:
        shown = await self._hand_overs.finish(connection, message.hand_over_id, message.verifier, now)
        if isinstance(shown, Refusal):
            return shown
        token = await self._sign_in.enter(connection, shown, now)
        connection.send(
            wire.BrowserSignedIn(
                request_id=message.request_id,
                agent=shown.account.card(self._organisation),
                role=shown.account.role.value,
                token=token,
                email=shown.account.email,
            )
        )
        return None

    async def _drop(self, _connection: Connection, message: wire.DropBrowserSignIn, _now: Moment) -> Refusal | None:
        await self._hand_overs.drop(message.hand_over_id, message.verifier)
        return None
