"""Hands a sign-in in the browser over to the console that asked: a yes, by the number it shows, for one verifier."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from shared.audit.event import Actor, AuditTag
from shared.protocol import signaling_messages as wire
from signaling.domain import audit_log
from signaling.domain.accounts import ROLE_MAY, Account
from signaling.domain.passkey_desk import METHOD as PASSKEY
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AccountDirectory, AuditUnwritableError, Caller, Ledger, Moment, PairingState
from signaling.domain.rate_limit import WindowLimit
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown

_MINUTE_MS = 60_000
_NUMBERS = 10_000  # four digits: nobody takes them for the six of an authenticator app
_ASKED, _TRIED, _DECIDED, _ANSWERED, _ARRIVED = (
    "hand_over_asked",
    "hand_over_tried",
    "hand_over_decided",
    "hand_over_answered",
    "hand_over_arrived",
)

VOID = "browser_sign_in_void"
"""Unknown, too late, used, given up: nobody learns which."""
PENDING = "browser_sign_in_pending"
DECLINED = "browser_sign_in_refused"
WRONG_NUMBER = "hand_over_number_wrong"
NUMBERS_UP = "hand_over_numbers_up"
ROLE_WITHOUT_CONSOLE = "hand_over_role"
PASSKEY_FIRST = "hand_over_passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What the console that asks is told."""

    hand_over_id: str
    number: str
    expires_in_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody who has signed in in the browser is asked.

    Attributes:
        asked_from: the masked address of the console.
        is_from_elsewhere: the browser speaks from another network than the console.
    """

    account: Account
    asked_from: str
    is_from_elsewhere: bool


class _Asked(msgspec.Struct, frozen=True, array_like=True):
    """A console that waits; nothing of it ever changes."""

    challenge: bytes
    number: str
    asked_from: str


class _Arrived(msgspec.Struct, frozen=True, array_like=True):
    """Somebody who proved in one browser who they are, for one console and nothing else."""

    hand_over_id: str
    account_id: int
    email: str
    method: str


class _Answer(msgspec.Struct, frozen=True, array_like=True):
    """What was decided; without an account it was a no."""

    account_id: int = 0
    email: str = ""
    method: str = ""


_encode = msgspec.json.Encoder().encode
_decode_asked = msgspec.json.Decoder(_Asked).decode
_decode_arrived = msgspec.json.Decoder(_Arrived).decode
_decode_answer = msgspec.json.Decoder(_Answer).decode


class HandOverDesk:
    """A console is let in by two proofs: the number typed in the browser, and the verifier that only the console has.

    What is kept is written once and taken once, so that of several at the same time exactly one gets its way, also
    where the state is shared by several nodes.
    """

    def __init__(
        self,
        *,
        state: PairingState,
        accounts: AccountDirectory,
        ledger: Ledger,
        policy: ServerPolicy,
        random_below: Callable[[int], int],
        new_id: Callable[[], str],
    ) -> None:
        self._state = state
        self._accounts = accounts
        self._ledger = ledger
        self._policy = policy
        self._random_below = random_below
        self._new_id = new_id
        # Within the life of one: so many can be open for an address, whatever becomes of them.
        self._asked = WindowLimit(maximum=policy.hand_overs_per_address_max, window_ms=policy.hand_over_ms)

    # The console

    async def ask(self, caller: Caller, challenge: bytes, now: Moment) -> HandOver | Refusal:
        """Let a console wait for a browser."""
        if retry_ms := self._asked.retry_after_ms(caller.address, now.mono_ms):
            return Refusal("rate_limited", retry_ms)
        if await self._state.count(_ASKED) >= self._policy.hand_overs_max:
            return Refusal("server_busy", _MINUTE_MS)
        self._asked.add(caller.address, now.mono_ms)
        hand_over_id, number = self._new_id(), f"{self._random_below(_NUMBERS):04}"
        await self._put(_ASKED, hand_over_id, _Asked(challenge, number, caller.ip_masked))
        return HandOver(hand_over_id=hand_over_id, number=number, expires_in_ms=self._policy.hand_over_ms)

    async def finish(self, caller: Caller, hand_over_id: str, verifier: bytes, now: Moment) -> Shown | Refusal:
        """Who said yes, for the console that proves it asked; there is no second time."""
        asked = await self._find(hand_over_id)
        if asked is None or not _is_proved(asked, verifier):
            return Refusal(VOID)
        found = await self._state.take(_ANSWERED, hand_over_id)
        if found is None:
            return Refusal(PENDING)
        await self._state.take(_ASKED, hand_over_id)
        answer = _decode_answer(found)
        if not answer.account_id:
            return Refusal(DECLINED)
        account = await self._account_of(answer.account_id, answer.email)
        if account is None or not may_use_console(account):
            await self._refuse(caller, asked, "disabled", Actor(kind="agent", id=f"agent:{answer.account_id}"), now)
            return Refusal("sign_in_refused")
        return Shown(account=account, method=answer.method)

    async def drop(self, hand_over_id: str, verifier: bytes) -> None:
        """The console that asked wants it no more."""
        asked = await self._find(hand_over_id)
        if asked is not None and _is_proved(asked, verifier):
            await self._state.take(_ASKED, hand_over_id)

    # The browser

    async def is_open(self, hand_over_id: str) -> bool:
        """Whether a console still waits there."""
        return await self._find(hand_over_id) is not None and not await self._is_decided(hand_over_id)

    async def arrive(self, caller: Caller, hand_over_id: str, shown: Shown, now: Moment) -> str | Refusal:
        """Somebody has signed in in a browser for that console: the ticket with which this browser may answer."""
        asked = await self._find(hand_over_id)
        if asked is None or await self._is_decided(hand_over_id):
            return Refusal(VOID)
        account = shown.account
        lack = None
        if not may_use_console(account):
            lack = ROLE_WITHOUT_CONSOLE
        elif account.role in self._policy.passkey_roles and PASSKEY not in shown.method.split("+"):
            lack = PASSKEY_FIRST
        if lack is not None:
            await self._refuse(caller, asked, lack.removeprefix("hand_over_"), account.actor, now)
            return Refusal(lack)
        ticket = self._new_id()
        arrived = _Arrived(hand_over_id, account.account_id, account.email, shown.method)
        await self._put(_ARRIVED, _key(ticket), arrived)
        return ticket

    async def question(self, caller: Caller, ticket: str) -> Question | None:
        """What to ask that browser; None when there is nothing to be asked any more."""
        found = await self._arrived(ticket)
        if found is None:
            return None
        _, asked, account = found
        is_from_elsewhere = asked.asked_from != caller.ip_masked
        return Question(account=account, asked_from=asked.asked_from, is_from_elsewhere=is_from_elsewhere)

    async def say_yes(self, caller: Caller, ticket: str, number: str, now: Moment) -> Refusal | None:
        """Let the console in that shows this number. Each number counts, before it is looked at."""
        found = await self._arrived(ticket)
        if found is None:
            return Refusal(VOID)
        arrived, asked, account = found
        left = await self._take_try(arrived.hand_over_id)
        if left < 0:
            return Refusal(VOID)
        if not hmac.compare_digest(_digits(number), asked.number.encode()):
            if left:
                return Refusal(WRONG_NUMBER)
            if await self._decide(arrived.hand_over_id):
                await self._put(_ANSWERED, arrived.hand_over_id, _Answer())
                await self._refuse(caller, asked, "wrong_number", account.actor, now)
            return Refusal(NUMBERS_UP)
        if not await self._decide(arrived.hand_over_id):
            return Refusal(VOID)
        event = audit_log.server_event(
            AuditTag.HAND_OVER_GRANTED,
            {"method": arrived.method, "asked_from": asked.asked_from},
            now=now,
            actor=account.actor,
            connection=caller,
        )
        try:
            await self._ledger.record(event)
        except AuditUnwritableError:
            # Nobody is let in who is not on record; the console is told that it waits for nothing.
            await self._state.take(_ASKED, arrived.hand_over_id)
            raise
        answer = _Answer(account.account_id, account.email, arrived.method)
        await self._put(_ANSWERED, arrived.hand_over_id, answer)
        return None

    async def say_no(self, caller: Caller, ticket: str, now: Moment) -> Refusal | None:
        """Do not let it in."""
        found = await self._arrived(ticket)
        if found is None:
            return Refusal(VOID)
        arrived, asked, account = found
        if not await self._decide(arrived.hand_over_id):
            return Refusal(VOID)
        await self._put(_ANSWERED, arrived.hand_over_id, _Answer())
        await self._refuse(caller, asked, "declined", account.actor, now)
        return None

    # Inside

    async def _arrived(self, ticket: str) -> tuple[_Arrived, _Asked, Account] | None:
        value = await self._state.get(_ARRIVED, _key(ticket)) if ticket else None
        arrived = None if value is None else _decode_arrived(value)
        if arrived is None or await self._is_decided(arrived.hand_over_id):
            return None
        asked = await self._find(arrived.hand_over_id)
        account = await self._account_of(arrived.account_id, arrived.email)
        if asked is None or account is None or not may_use_console(account):
            return None
        return arrived, asked, account

    async def _account_of(self, account_id: int, email: str) -> Account | None:
        account = await self._accounts.find(email)
        is_same = account is not None and account.account_id == account_id and not account.is_disabled
        return account if is_same else None

    async def _find(self, hand_over_id: str) -> _Asked | None:
        value = await self._state.get(_ASKED, hand_over_id)
        return None if value is None else _decode_asked(value)

    async def _take_try(self, hand_over_id: str) -> int:
        """How many numbers are left after this one; below 0 when this one was too many."""
        for left in reversed(range(self._policy.hand_over_numbers_max)):
            if await self._state.set_if_absent(_TRIED, f"{hand_over_id}:{left}", b"", self._policy.hand_over_ms):
                return left
        return -1

    async def _decide(self, hand_over_id: str) -> bool:
        return await self._state.set_if_absent(_DECIDED, hand_over_id, b"", self._policy.hand_over_ms)

    async def _is_decided(self, hand_over_id: str) -> bool:
        return await self._state.get(_DECIDED, hand_over_id) is not None

    async def _put(self, namespace: str, key: str, value: msgspec.Struct) -> None:
        await self._state.set_if_absent(namespace, key, _encode(value), self._policy.hand_over_ms)

    async def _refuse(self, caller: Caller, asked: _Asked, reason: str, actor: Actor, now: Moment) -> None:
        event = audit_log.server_event(
            AuditTag.HAND_OVER_REFUSED,
            {"reason": reason, "asked_from": asked.asked_from},
            now=now,
            actor=actor,
            outcome="denied",
            connection=caller,
        )
        await self._ledger.record(event)


def may_use_console(account: Account) -> bool:
    """Whether somebody of that role helps people; everybody else has nothing to do in a console."""
    return wire.Claim in ROLE_MAY[account.role]


def _is_proved(asked: _Asked, verifier: bytes) -> bool:
    return hmac.compare_digest(hashlib.sha256(verifier).digest(), asked.challenge)


def _digits(text: str) -> bytes:
    """What was typed, without the spaces and dashes people put between digits; anything else stays and is wrong."""
    return "".join(text.split()).replace("-", "").encode("utf-8", "replace")


def _key(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
