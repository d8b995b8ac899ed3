"""Who may sign in, how often somebody may guess, how long it lasts, and what of it is put on record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.audit.event import Actor, AuditEvent, AuditTag
from shared.clock import format_utc_ms
from shared.protocol import signaling_messages as wire
from shared.protocol.email_address import normalize_email
from signaling.domain import audit_log
from signaling.domain.accounts import Account
from signaling.domain.conversation import Connection, SocketState
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import (
    AccountDirectory,
    Caller,
    KeptSignIn,
    Ledger,
    Moment,
    NewSignIn,
    PasswordChecker,
    SignInKind,
)
from signaling.domain.rate_limit import WindowLimit
from signaling.domain.second_factor import FactorProblem, is_totp_shaped, normalize_code
from signaling.domain.session_desk import Refusal
from signaling.domain.step_up import FreshFactors

_FIRST_FACTOR = "password"
_PASSKEY = "passkey"
_PASSKEY_DUE = "passkey_needed"
_TWO_IN_ONE = frozenset({_PASSKEY})  # something one has that asked who holds it
_AND = "+"  # between the first factor and the second, in the name of a method


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Who somebody proved to be, and how."""

    account: Account
    method: str


class SignInDesk:
    """Checks passwords within limits that count by account *and* address, so that nobody locks a colleague out.

    A second factor is asked for only after the right password, and its limit counts by account alone: nobody without
    the password can use it up.
    """

    def __init__(
        self,
        *,
        accounts: AccountDirectory,
        passwords: PasswordChecker,
        ledger: Ledger,
        policy: ServerPolicy,
        new_id: Callable[[], str],
    ) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._ledger = ledger
        self._policy = policy
        self._new_id = new_id
        self._by_account_and_address = WindowLimit(
            maximum=policy.sign_in_failures_max, window_ms=policy.sign_in_window_ms
        )
        self._by_address = WindowLimit(
            maximum=policy.sign_in_failures_per_address_max, window_ms=policy.sign_in_window_ms
        )
        self._factors = WindowLimit(maximum=policy.second_factor_failures_max, window_ms=policy.sign_in_window_ms)
        self._fresh = FreshFactors(window_ms=policy.step_up_ms)

    async def check_password(self, caller: Caller, email: str, password: str, now: Moment) -> Account | Refusal:
        """Whose password that is. Unknown address, wrong password and disabled account look the same."""
        address = normalize_email(email) or ""
        pair = (address, caller.address)
        retry_ms = max(
            self._by_account_and_address.retry_after_ms(pair, now.mono_ms),
            self._by_address.retry_after_ms(caller.address, now.mono_ms),
        )
        if retry_ms:
            return Refusal("rate_limited", retry_ms)
        # Counted before the slow check, so that parallel guesses on many sockets count too.
        self._by_account_and_address.add(pair, now.mono_ms)
        self._by_address.add(caller.address, now.mono_ms)
        account = await self._accounts.find(address) if address else None
        is_right = await self._passwords.is_right(password, account)
        if account is None or not is_right or account.is_disabled:
            reason = "disabled" if account is not None and is_right else "unknown_or_wrong"
            actor = Actor(kind="agent", id="" if account is None else account.agent_id)
            await self._record_failure(caller, _FIRST_FACTOR, reason, actor, now)
            locked_ms = self._by_account_and_address.retry_after_ms(pair, now.mono_ms)
            await self._record_lock(caller, _FIRST_FACTOR, locked_ms, actor, now)
            return Refusal("sign_in_refused")
        # A right password was no guess, whatever comes of the rest.
        self._by_account_and_address.forget(pair)
        self._by_address.undo(caller.address)
        return account

    async def check_second_factor(
        self,
        caller: Caller,
        account: Account,
        typed: str,
        now: Moment,
        *,
        has_passkey: bool = False,
        first: str = _FIRST_FACTOR,
    ) -> Shown | Refusal:
        """What was shown besides the first factor; with `has_passkey` that may be asked for instead."""
        used = await self._check_code(caller, account, typed, now, has_passkey=has_passkey, first=first)
        if isinstance(used, Refusal):
            return used
        return Shown(account=account, method=f"{first}{_AND}{used}" if used else first)

    async def begin(self, caller: Caller, shown: Shown, kind: SignInKind, now: Moment) -> str:
        """Keep a sign-in, on record; returns its token."""
        token = self._new_id()
        event = _signed_in_event(caller, shown.account, shown.method, now)
        await self._accounts.begin_sign_in(
            NewSignIn(
                token_hash=audit_log.token_hash(token),
                account_id=shown.account.account_id,
                kind=kind,
                method=shown.method,
            ),
            event,
            now,
        )
        if kind is SignInKind.WEB and self._is_enough(shown):
            self._fresh.note(audit_log.token_hash(token), now.mono_ms)
        return token

    def is_fresh(self, token_hash: bytes, now: Moment) -> bool:
        """Whether a second factor was shown in this sign-in within the last minutes."""
        return self._fresh.is_fresh(token_hash, now.mono_ms)

    async def show_again(
        self, caller: Caller, account: Account, token_hash: bytes, typed: str, now: Moment
    ) -> Refusal | None:
        """Take a second factor of somebody who is signed in already, within the limits of signing in, on record.

        Whose role needs a passkey shows that (`shown_again`): a code, also one from paper, is neither looked at nor
        used up.
        """
        if account.role in self._policy.passkey_roles:
            denied: dict[str, str | int | bool] = {"method": "second_factor", "reason": _PASSKEY_DUE}
            await self._record_denied(AuditTag.STEP_UP_FAILED, denied, caller, account.actor, now)
            return Refusal("passkey_again")
        if not account.has_second_factor:
            return Refusal("second_factor_missing")
        shown = await self._check_code(caller, account, typed, now, failed=AuditTag.STEP_UP_FAILED)
        if isinstance(shown, Refusal):
            return shown
        await self.shown_again(caller, account, token_hash, shown, now)
        return None

    async def shown_again(
        self, caller: Caller, account: Account, token_hash: bytes, method: str, now: Moment
    ) -> None:
        """Somebody who is signed in already has proved once more who they are, by that method; on record."""
        event = audit_log.server_event(
            AuditTag.STEP_UP_OK, {"method": method}, now=now, actor=account.actor, connection=caller
        )
        await self._ledger.record(event)
        self._fresh.note(token_hash, now.mono_ms)

    async def sign_in(
        self, connection: Connection, message: wire.SignIn, default_organisation: str, now: Moment
    ) -> Refusal | None:
        """Sign an agent in on this socket; who must show a passkey can only do that in a browser."""
        account = await self.check_password(connection, message.email, message.password, now)
        if isinstance(account, Refusal):
            return account
        if account.role in self._policy.passkey_roles:
            # Whatever code came along: it is neither looked at nor used up.
            await self._record_failure(connection, _FIRST_FACTOR, _PASSKEY_DUE, account.actor, now)
            return Refusal(_PASSKEY_DUE)
        shown = await self.check_second_factor(connection, account, message.second_factor, now)
        if isinstance(shown, Refusal):
            return shown
        token = await self.enter(connection, shown, now)
        connection.send(_signed_in(message, shown.account, default_organisation, token))
        return None

    async def enter(self, connection: Connection, shown: Shown, now: Moment) -> str:
        """Sign somebody who has proved who they are in on this socket, on record; returns the token."""
        token = await self.begin(connection, shown, SignInKind.CONSOLE, now)
        self._enter(connection, shown.account, audit_log.token_hash(token), now)
        return token

    async def sign_in_again(
        self, connection: Connection, message: wire.SignInAgain, default_organisation: str, now: Moment
    ) -> Refusal | None:
        """Take a program back that was signed in on another socket; 128 random bits need no limit of their own."""
        token_hash = audit_log.token_hash(message.token)
        account = await self._accounts.signed_in_with(token_hash, SignInKind.CONSOLE, now)
        if account is None or account.is_disabled:
            return Refusal("signed_out")
        if account.role in self._policy.passkey_roles:
            # Kept from before the server asked for passkeys.
            facts = await self._accounts.sign_in_facts(token_hash)
            if facts is None or _PASSKEY not in facts.method.split(_AND):
                return Refusal("signed_out")
        event = _signed_in_event(connection, account, "token", now)
        if not await self._accounts.resume_sign_in(token_hash, event, now):
            return Refusal("signed_out")
        self._enter(connection, account, token_hash, now)
        connection.send(_signed_in(message, account, default_organisation, None))
        return None

    async def sign_out(self, connection: Connection, now: Moment) -> None:
        """Make the token void, on every socket that was signed in with it."""
        account, token_hash = connection.account, connection.sign_in_hash
        if account is None or token_hash is None:
            return
        await self.end(connection, account, token_hash, now)

    async def end(self, caller: Caller, account: Account, token_hash: bytes, now: Moment) -> None:
        """Make a sign-in void, on record."""
        event = audit_log.server_event(AuditTag.LOGOUT_OK, {}, now=now, actor=account.actor, connection=caller)
        await self._accounts.end_sign_in(token_hash, event)
        self._fresh.forget(token_hash)

    async def end_elsewhere(
        self, caller: Caller, account: Account, is_meant: Callable[[KeptSignIn], bool], now: Moment
    ) -> int:
        """Make others of one's own sign-ins void, each on record; how many there were.

        What uses one of them is out as soon as it asks for anything, and its sockets within five seconds.
        """

        def event_of(ended: KeptSignIn) -> AuditEvent:
            begun_at = datetime.fromtimestamp(ended.begun_unix_ms / 1000, UTC)
            data: dict[str, str | int | bool] = {
                "elsewhere": True,
                "kind": ended.kind.value,
                "method": ended.method,
                "begun_at": format_utc_ms(begun_at),
            }
            return audit_log.server_event(AuditTag.LOGOUT_OK, data, now=now, actor=account.actor, connection=caller)

        ended = await self._accounts.end_sign_ins(account.account_id, is_meant, event_of, now)
        for each in ended:
            self._fresh.forget(each.token_hash)
        return len(ended)

    async def _check_code(
        self,
        caller: Caller,
        account: Account,
        typed: str,
        now: Moment,
        *,
        has_passkey: bool = False,
        first: str = _FIRST_FACTOR,
        failed: AuditTag = AuditTag.LOGIN_FAILED,
    ) -> str | Refusal:
        # The name of what was used; empty when the account has nothing to show and needs nothing.
        actor, code = account.actor, normalize_code(typed)
        lack = self._lack(account, code, has_passkey=has_passkey)
        if lack is not None:
            if code or lack.code == "second_factor_missing":
                await self._record_failure(caller, first, lack.code, actor, now)
            return lack
        if not account.has_second_factor:
            return ""
        if retry_ms := self._factors.retry_after_ms(account.account_id, now.mono_ms):
            return Refusal("rate_limited", retry_ms)
        self._factors.add(account.account_id, now.mono_ms)
        used = await self._accounts.use_code(account.account_id, code, now)
        if not isinstance(used, FactorProblem):
            self._factors.forget(account.account_id)
            return used.value
        await self._record_denied(failed, {"method": "second_factor", "reason": used.value}, caller, actor, now)
        locked_ms = self._factors.retry_after_ms(account.account_id, now.mono_ms)
        await self._record_lock(caller, "second_factor", locked_ms, actor, now)
        return Refusal("second_factor_reused" if used is FactorProblem.REUSED else "second_factor_refused")

    def _is_enough(self, shown: Shown) -> bool:
        # For what asks again: two factors, and of a role that needs a passkey no others.
        if shown.account.role in self._policy.passkey_roles:
            return _PASSKEY in shown.method.split(_AND)
        return _AND in shown.method or shown.method in _TWO_IN_ONE or self._is_all(shown)

    def _is_all(self, shown: Shown) -> bool:
        # Who has nothing but a password, and may do with that, has just shown all there is.
        return not shown.account.has_second_factor and shown.account.role not in self._policy.second_factor_roles

    def _lack(self, account: Account, code: str, *, has_passkey: bool) -> Refusal | None:
        is_passkey_due = has_passkey and account.role in self._policy.passkey_roles
        # A code of the moment can be talked out of somebody; those on paper are for a lost passkey.
        if is_passkey_due and (not account.has_second_factor or not code or is_totp_shaped(code)):
            return Refusal(_PASSKEY_DUE)
        if account.has_second_factor:
            return None if code else Refusal("second_factor_needed")
        if account.role not in self._policy.second_factor_roles:
            return None
        return Refusal("second_factor_needed" if has_passkey else "second_factor_missing")

    @staticmethod
    def _enter(connection: Connection, account: Account, token_hash: bytes, now: Moment) -> None:
        connection.account = account
        connection.sign_in_hash = token_hash
        connection.used_mono_ms = connection.touched_mono_ms = now.mono_ms
        connection.enter(SocketState.SIGNED_IN)

    async def _record_failure(self, caller: Caller, method: str, reason: str, actor: Actor, now: Moment) -> None:
        await self._record_denied(AuditTag.LOGIN_FAILED, {"method": method, "reason": reason}, caller, actor, now)

    async def _record_lock(self, caller: Caller, method: str, locked_ms: int, actor: Actor, now: Moment) -> None:
        if locked_ms:
            await self._record_denied(
                AuditTag.LOGIN_LOCKED, {"method": method, "locked_ms": locked_ms}, caller, actor, now
            )

    async def _record_denied(
        self, tag: AuditTag, data: dict[str, str | int | bool], caller: Caller, actor: Actor, now: Moment
    ) -> None:
        event = audit_log.server_event(tag, data, now=now, actor=actor, outcome="denied", connection=caller)
        await self._ledger.record(event)


def _signed_in_event(caller: Caller, account: Account, method: str, now: Moment) -> AuditEvent:
    return audit_log.server_event(
        AuditTag.LOGIN_OK,
        {"method": method},
        now=now,
        actor=account.actor,
        connection=caller,
    )


def _signed_in(
    message: wire.SignIn | wire.SignInAgain, account: Account, default_organisation: str, token: str | None
) -> wire.SignedIn:
    return wire.SignedIn(
        request_id=message.request_id,
        agent=account.card(default_organisation),
        role=account.role.value,
        token=token,
    )
