"""Lets somebody with a link choose what they sign in with: once, within a day, and only what is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from shared.audit.event import AuditTag
from signaling.domain import audit_log
from signaling.domain.accounts import Account
from signaling.domain.password_rules import password_problem
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AccountDirectory, Caller, Ledger, Moment, PasswordChecker
from signaling.domain.rate_limit import WindowLimit
from signaling.domain.second_factor import (
    FactorProblem,
    NewFactor,
    make_factor,
    normalize_code,
    totp_step,
)

_METHOD = "setup_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpForm:
    """What was typed. What the account has already is proof; what it lacks is chosen."""

    password: str
    again: str
    secret: str
    """The secret the page showed, base32; empty when none came back."""
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpProblem:
    """Why nothing was set up; `code` is a stable name the page has a sentence for."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is to be kept of a form that is right.

    Attributes:
        password_hash: a PHC string, or None when the account keeps the password it has.
        factor: a new second factor, or None when it keeps the one it has.
        last_step: of the code that was typed for the new factor; it is used up.
    """

    password_hash: str | None
    factor: NewFactor | None
    last_step: int


class PasswordMaker(Protocol):
    """Makes hashes somewhere that is not the event loop."""

    async def make_hash(self, password: str) -> str:
        """The PHC string of a new password. Raises `TooManyWaitingError`."""
        ...


class SetUpLinks(Protocol):
    """The links that wait, by the SHA-256 of their token. Raises `AuditUnwritableError`."""

    async def account_at(self, link_hash: bytes, now: Moment) -> Account | None:
        """Whose link it is; None when there is none, its time is over, or the account is disabled."""
        ...

    async def use(self, link_hash: bytes, prepared: Prepared, caller: Caller, now: Moment) -> bool:
        """Use a link up and keep what was chosen, on record; False when it is gone meanwhile."""
        ...

    async def void(self, link_hash: bytes, caller: Caller, now: Moment) -> None:
        """Make a link void, on record."""
        ...


class SetUpDesk:
    """The rules of a link. Whoever stole one needs what the account still has as well: a password, or a phone."""

    def __init__(
        self,
        *,
        links: SetUpLinks,
        accounts: AccountDirectory,
        checker: PasswordChecker,
        maker: PasswordMaker,
        ledger: Ledger,
        policy: ServerPolicy,
        make: Callable[[], NewFactor] = make_factor,
    ) -> None:
        self._links = links
        self._accounts = accounts
        self._checker = checker
        self._maker = maker
        self._ledger = ledger
        self._make = make
        self._looks = WindowLimit(maximum=policy.sign_in_failures_per_address_max, window_ms=policy.sign_in_window_ms)
        # In the whole life of a link: then it is void, and an admin makes another.
        self._guesses = WindowLimit(maximum=policy.setup_guesses_max, window_ms=policy.setup_link_ms)

    async def look(self, caller: Caller, token: str, now: Moment) -> Account | SetUpProblem:
        """Whose link it is. Unknown, used, outdated and disabled look the same; from one address twenty a while."""
        if self._looks.retry_after_ms(caller.address, now.mono_ms):
            return SetUpProblem(code="rate_limited")
        account = await self._links.account_at(audit_log.token_hash(token), now)
        if account is None or (account.has_password and account.has_second_factor):
            self._looks.add(caller.address, now.mono_ms)
            return SetUpProblem(code="void")
        return account

    def new_secret(self) -> str:
        """A secret to show, for an account that lacks a second factor; not kept."""
        return self._make().secret

    async def finish(
        self, caller: Caller, token: str, form: SetUpForm, now: Moment
    ) -> NewFactor | SetUpProblem | None:
        """Keep what was chosen and use the link up.

        Returns:
            The new second factor whose recovery codes are shown now and never again, None when the account keeps the
            one it has, or why nothing was changed.
        """
        account = await self.look(caller, token, now)
        if isinstance(account, SetUpProblem):
            return account
        link_hash = audit_log.token_hash(token)
        prepared = await self._prepare(account, form, now)
        if isinstance(prepared, SetUpProblem):
            return prepared
        if not await self._is_proven(caller, account, link_hash, form, now):
            return SetUpProblem(code="void" if self._is_used_up(link_hash, now) else "proof_wrong")
        if not await self._links.use(link_hash, prepared, caller, now):
            return SetUpProblem(code="void")
        return prepared.factor

    async def _prepare(self, account: Account, form: SetUpForm, now: Moment) -> Prepared | SetUpProblem:
        factor, last_step = None, 0
        if not account.has_second_factor:
            step = self._step(form, now)
            if step is None:
                return SetUpProblem(code="code_wrong")
            factor = NewFactor(secret=form.secret, recovery_codes=self._make().recovery_codes)
            last_step = step
        if account.has_password:
            return Prepared(password_hash=None, factor=factor, last_step=last_step)
        if problem := password_problem(form.password, email=account.email):
            return SetUpProblem(code=problem)
        if form.password != form.again:
            return SetUpProblem(code="differ")
        return Prepared(password_hash=await self._maker.make_hash(form.password), factor=factor, last_step=last_step)

    @staticmethod
    def _step(form: SetUpForm, now: Moment) -> int | None:
        if not form.secret:
            return None
        step = totp_step(form.secret, normalize_code(form.code), now_unix_s=int(now.utc.timestamp()), last_step=0)
        return None if isinstance(step, FactorProblem) else step

    async def _is_proven(
        self, caller: Caller, account: Account, link_hash: bytes, form: SetUpForm, now: Moment
    ) -> bool:
        if self._is_used_up(link_hash, now):
            return False
        is_proven = True
        if account.has_password or account.has_second_factor:
            # Counted before the slow check, so that guesses at the same time count too.
            self._guesses.add(link_hash, now.mono_ms)
        if account.has_password:
            is_proven = await self._checker.is_right(form.password, account)
        if is_proven and account.has_second_factor:
            used = await self._accounts.use_code(account.account_id, normalize_code(form.code), now)
            is_proven = not isinstance(used, FactorProblem)
        if not is_proven:
            data = {"method": _METHOD, "reason": "wrong"}
            event = audit_log.server_event(
                AuditTag.LOGIN_FAILED, data, now=now, actor=account.actor, outcome="denied", connection=caller
            )
            await self._ledger.record(event)
            if self._is_used_up(link_hash, now):
                await self._links.void(link_hash, caller, now)
        return is_proven

    def _is_used_up(self, link_hash: bytes, now: Moment) -> bool:
        return self._guesses.retry_after_ms(link_hash, now.mono_ms) > 0
