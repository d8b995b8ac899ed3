"""Makes passkeys and signs people in with them: one challenge for one answer, within limits, on record."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from shared.audit.event import Actor, AuditTag
from signaling.domain import audit_log
from signaling.domain.accounts import Account, Role, clean_name
from signaling.domain.passkeys import (
    CHALLENGE_BYTES,
    USER_HANDLE_BYTES,
    Passkey,
    PasskeyDirectory,
    PasskeyProblem,
    RelyingParty,
    Removal,
    check_assertion,
    check_registration,
    creation_options,
    read_assertion,
    request_options,
)
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Caller, Ledger, Moment, PairingState
from signaling.domain.rate_limit import WindowLimit
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown

METHOD = "passkey"
_NAMESPACE = "passkey"
_REFUSALS: dict[PasskeyProblem, str] = {
    PasskeyProblem.CHALLENGE: "passkey_late",
    PasskeyProblem.ORIGIN: "passkey_elsewhere",
    PasskeyProblem.RELYING_PARTY: "passkey_elsewhere",
    PasskeyProblem.NOT_VERIFIED: "passkey_not_verified",
    PasskeyProblem.COUNTER: "passkey_copied",
    PasskeyProblem.UNKNOWN: "passkey_unknown",
    PasskeyProblem.OTHER_ACCOUNT: "passkey_of_another",
    PasskeyProblem.DISABLED: "account_disabled",
    PasskeyProblem.TAKEN: "passkey_taken",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """What a browser is given to ask its device with, and the ticket it has to bring the answer with."""

    ticket: str
    options: dict[str, Any]


class _Waiting(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of a browser between question and answer; `account_id` is 0 when anybody may answer."""

    purpose: str
    account_id: int
    offered_unix_ms: int
    challenge: bytes = b""
    user_handle: bytes = b""
    first: str = ""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Waiting).decode
_SIGN_IN, _SECOND, _ADD, _AGAIN = "sign_in", "second", "add", "again"


class PasskeyDesk:
    """Every question is asked with a challenge of its own, which one browser may answer once, within five minutes.

    `party` is None where browsers know no passkeys; then nothing is ever asked, and every answer is refused.
    """

    def __init__(
        self,
        *,
        party: RelyingParty | None,
        state: PairingState,
        passkeys: PasskeyDirectory,
        ledger: Ledger,
        policy: ServerPolicy,
        new_id: Callable[[], str],
    ) -> None:
        self._party = party
        self._state = state
        self._passkeys = passkeys
        self._ledger = ledger
        self._policy = policy
        self._new_id = new_id
        self._asked = WindowLimit(
            maximum=policy.passkey_questions_per_address_max, window_ms=policy.sign_in_window_ms
        )
        self._failures = WindowLimit(
            maximum=policy.sign_in_failures_per_address_max, window_ms=policy.sign_in_window_ms
        )

    @property
    def is_possible(self) -> bool:
        """Whether browsers know passkeys at this server's address."""
        return self._party is not None

    async def of_account(self, account: Account) -> list[Passkey]:
        """Those of an account, oldest first."""
        return await self._passkeys.of_account(account.account_id)

    def must_use(self, role: Role) -> bool:
        """Whether that role opens the page with a passkey only."""
        return role in self._policy.passkey_roles

    # Signing in

    async def offer_second(self, account: Account, now: Moment, *, first: str = "password") -> str:
        """After a first factor: the ticket with which this browser may show a passkey of the account."""
        return await self._keep(_Waiting(_SECOND, account.account_id, _unix_ms(now), first=first))

    async def ask_to_sign_in(
        self, caller: Caller, ticket: str, now: Moment, *, is_second: bool
    ) -> Ceremony | Refusal:
        """A question for whoever has a passkey here; with `is_second` only for who showed the password just now."""
        if self._party is None:
            return Refusal("passkey_impossible")
        if retry_ms := self._may_not_ask(caller, now):
            return Refusal("rate_limited", retry_ms)
        waiting = await self._take(ticket)
        account_id, offered_unix_ms, known, first = 0, _unix_ms(now), [], ""
        if is_second:
            if waiting is None or waiting.purpose != _SECOND or self._is_late(waiting, now):
                return Refusal("password_late")
            account_id, offered_unix_ms = waiting.account_id, waiting.offered_unix_ms
            first = waiting.first
            known = [each.credential_id for each in await self._passkeys.of_account(account_id)]
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        purpose = _SECOND if is_second else _SIGN_IN
        ticket = await self._keep(_Waiting(purpose, account_id, offered_unix_ms, challenge, first=first))
        options = request_options(self._party, challenge, known, timeout_ms=self._policy.passkey_question_ms)
        return Ceremony(ticket=ticket, options=options)

    async def sign_in(self, caller: Caller, ticket: str, answer: str, now: Moment) -> Shown | Refusal:
        """Who answered. The ticket is used up, whatever comes of it."""
        shown = await self._read_answer(caller, ticket, answer, now, purposes=frozenset({_SIGN_IN, _SECOND}))
        if isinstance(shown, Refusal):
            return shown
        account, waiting = shown
        return Shown(account=account, method=f"{waiting.first}+{METHOD}" if waiting.first else METHOD)

    # Once more, of who is signed in

    async def ask_again(self, caller: Caller, account: Account, now: Moment) -> Ceremony | Refusal:
        """A question for one of the passkeys of somebody who is signed in, before something important."""
        if self._party is None:
            return Refusal("passkey_impossible")
        if retry_ms := self._may_not_ask(caller, now):
            return Refusal("rate_limited", retry_ms)
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        known = [each.credential_id for each in await self._passkeys.of_account(account.account_id)]
        ticket = await self._keep(_Waiting(_AGAIN, account.account_id, _unix_ms(now), challenge))
        options = request_options(self._party, challenge, known, timeout_ms=self._policy.passkey_question_ms)
        return Ceremony(ticket=ticket, options=options)

    async def show_again(
        self, caller: Caller, account: Account, ticket: str, answer: str, now: Moment
    ) -> Refusal | None:
        """Whether that very account answered; the ticket is used up. What it is worth is for the sign-in desk."""
        shown = await self._read_answer(
            caller, ticket, answer, now, purposes=frozenset({_AGAIN}), failed=AuditTag.STEP_UP_FAILED, whose=account
        )
        return shown if isinstance(shown, Refusal) else None

    async def _read_answer(
        self,
        caller: Caller,
        ticket: str,
        answer: str,
        now: Moment,
        *,
        purposes: frozenset[str],
        failed: AuditTag = AuditTag.LOGIN_FAILED,
        whose: Account | None = None,
    ) -> tuple[Account, _Waiting] | Refusal:
        # Whose passkey it is and which question it answered; with `whose` nobody else's is right.
        if self._party is None:
            return Refusal("passkey_impossible")
        if retry_ms := self._failures.retry_after_ms(caller.address, now.mono_ms):
            return Refusal("rate_limited", retry_ms)
        self._failures.add(caller.address, now.mono_ms)
        waiting = await self._take(ticket)
        credential = read_assertion(answer)
        found = None if credential is None else await self._passkeys.find(credential.raw_id)
        account = None if found is None else found[1]
        if credential is None:
            problem = PasskeyProblem.MALFORMED
        elif found is None or account is None:
            problem = PasskeyProblem.UNKNOWN
        elif waiting is None or waiting.purpose not in purposes or not waiting.challenge:
            problem = PasskeyProblem.CHALLENGE
        elif not _is_meant(account, waiting, whose):
            problem = PasskeyProblem.OTHER_ACCOUNT
        else:
            problem = await self._use(
                found[0], account, check_assertion(credential, found[0], waiting.challenge, self._party), now
            )
            if problem is None:
                self._failures.undo(caller.address)
                return account, waiting
        await self._record_failure(caller, problem, whose or account, now, failed)
        return Refusal(_REFUSALS.get(problem, "passkey_refused"))

    # Keeping them

    async def ask_to_make(self, caller: Caller, account: Account, now: Moment) -> Ceremony | Refusal:
        """A question that makes a passkey for somebody who is signed in."""
        if self._party is None:
            return Refusal("passkey_impossible")
        if retry_ms := self._may_not_ask(caller, now):
            return Refusal("rate_limited", retry_ms)
        known = await self._passkeys.of_account(account.account_id)
        if len(known) >= self._policy.passkeys_per_account_max:
            return Refusal("passkeys_too_many")
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        # One handle for the account: a device then keeps one passkey for it, not several that look alike.
        handle = known[0].user_handle if known else secrets.token_bytes(USER_HANDLE_BYTES)
        ticket = await self._keep(_Waiting(_ADD, account.account_id, _unix_ms(now), challenge, handle))
        options = creation_options(
            self._party,
            account,
            challenge,
            [each.credential_id for each in known],
            user_handle=handle,
            timeout_ms=self._policy.passkey_question_ms,
        )
        return Ceremony(ticket=ticket, options=options)

    async def add(
        self, caller: Caller, account: Account, now: Moment, *, ticket: str, answer: str, name: str
    ) -> Refusal | None:
        """Keep the passkey that a device made."""
        clean = clean_name(name)
        if clean is None:
            return Refusal("passkey_name_bad")
        waiting = await self._take(ticket)
        if self._party is None or waiting is None or waiting.purpose != _ADD:
            return Refusal("passkey_late")
        if waiting.account_id != account.account_id:
            return Refusal("passkey_of_another")
        made = check_registration(
            answer,
            waiting.challenge,
            self._party,
            account_id=account.account_id,
            user_handle=waiting.user_handle,
            name=clean,
        )
        if isinstance(made, PasskeyProblem):
            return Refusal(_REFUSALS.get(made, "passkey_refused"))
        if not await self._passkeys.add(made, account, caller, now):
            return Refusal("passkey_taken")
        return None

    async def rename(
        self, caller: Caller, account: Account, passkey_id: int, name: str, now: Moment
    ) -> Refusal | None:
        """Give one of the account another name."""
        clean = clean_name(name)
        if clean is None:
            return Refusal("passkey_name_bad")
        if not await self._passkeys.rename(passkey_id, clean, account, caller, now):
            return Refusal("passkey_gone")
        return None

    async def remove(
        self, caller: Caller, account: Account, passkey_id: int, now: Moment, *, kept: bytes
    ) -> Refusal | None:
        """Take one of the account away, and end its other sign-ins; `kept` is the hash of the token that asks."""
        removal = await self._passkeys.remove(
            passkey_id, account, caller, now, kept=kept, least=passkeys_needed(account, self._policy)
        )
        return {
            Removal.DONE: None,
            Removal.GONE: Refusal("passkey_gone"),
            Removal.LAST: Refusal("passkey_last"),
        }[removal]

    async def _use(
        self, passkey: Passkey, account: Account, counter: int | PasskeyProblem, now: Moment
    ) -> PasskeyProblem | None:
        if isinstance(counter, PasskeyProblem):
            return counter
        if account.is_disabled:
            return PasskeyProblem.DISABLED
        is_taken = await self._passkeys.use(passkey.passkey_id, counter, now)
        return None if is_taken else PasskeyProblem.COUNTER

    def _may_not_ask(self, caller: Caller, now: Moment) -> int:
        retry_ms = self._asked.retry_after_ms(caller.address, now.mono_ms)
        if not retry_ms:
            self._asked.add(caller.address, now.mono_ms)
        return retry_ms

    def _is_late(self, waiting: _Waiting, now: Moment) -> bool:
        return _unix_ms(now) - waiting.offered_unix_ms >= self._policy.passkey_question_ms

    async def _keep(self, waiting: _Waiting) -> str:
        ticket = self._new_id()
        await self._state.set_if_absent(_NAMESPACE, _key(ticket), _encode(waiting), self._policy.passkey_question_ms)
        return ticket

    async def _take(self, ticket: str) -> _Waiting | None:
        value = await self._state.take(_NAMESPACE, _key(ticket)) if ticket else None
        return None if value is None else _decode(value)

    async def _record_failure(
        self, caller: Caller, problem: PasskeyProblem, account: Account | None, now: Moment, failed: AuditTag
    ) -> None:
        event = audit_log.server_event(
            failed,
            {"method": METHOD, "reason": problem.value},
            now=now,
            actor=Actor(kind="agent", id="" if account is None else account.agent_id),
            outcome="denied",
            connection=caller,
        )
        await self._ledger.record(event)


def passkeys_needed(account: Account, policy: ServerPolicy) -> int:
    """How many passkeys the account has to keep: its last one where nothing else stands beside the password."""
    needs_factor = account.role in policy.second_factor_roles and not account.has_second_factor
    return 1 if needs_factor or account.role in policy.passkey_roles else 0


def _is_meant(account: Account, waiting: _Waiting, whose: Account | None) -> bool:
    """Whether the question was this account's to answer; one that was asked of nobody yet is anybody's."""
    if whose is not None and whose.account_id != account.account_id:
        return False
    return waiting.account_id in {0, account.account_id}


def _key(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _unix_ms(now: Moment) -> int:
    return int(now.utc.timestamp() * 1000)
