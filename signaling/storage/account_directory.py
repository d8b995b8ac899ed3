"""Accounts, second factors and sign-ins as the rules see them: implements the port `AccountDirectory`."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from shared.audit.event import AuditEvent
from signaling.domain.accounts import Account
from signaling.domain.ports import KeptSignIn, Moment, NewSignIn, SignInFacts, SignInKind, SignInTimes
from signaling.domain.second_factor import FactorMethod, FactorProblem
from signaling.storage import account_store, factor_store, sign_in_store
from signaling.storage.account_key import AccountKey

T = TypeVar("T")


class Store(Protocol):
    """Runs steps on the database: writing ones in order, each in a transaction, answered after it is on disk."""

    async def write(self, step: Callable[[Connection], T]) -> T:
        """Run a writing step. Raises `AuditUnwritableError`."""
        ...

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a reading step. Raises `AuditUnwritableError`."""
        ...


class DatabaseAccounts:
    """See the port for what each method promises."""

    def __init__(self, store: Store, key: AccountKey, times: SignInTimes) -> None:
        self._store = store
        self._key = key
        self._times = times

    async def find(self, email: str) -> Account | None:
        """The account with that normalized address."""
        return await self._store.read(partial(account_store.find_account, email=email))

    async def disabled_among(self, account_ids: frozenset[int]) -> frozenset[int]:
        """Which of these accounts may no longer be signed in."""
        return await self._store.read(partial(account_store.disabled_among, account_ids=account_ids))

    async def use_code(self, account_id: int, code: str, now: Moment) -> FactorMethod | FactorProblem:
        """Use a code of the account's second factor."""
        step = partial(factor_store.use_code, account_id=account_id, code=code, key=self._key, now=now)
        return await self._store.write(step)

    async def begin_sign_in(self, sign_in: NewSignIn, event: AuditEvent, now: Moment) -> None:
        """Keep a new sign-in, on record."""
        await self._store.write(partial(sign_in_store.begin_sign_in, sign_in=sign_in, event=event, now=now))

    async def signed_in_with(self, token_hash: bytes, kind: SignInKind, now: Moment) -> Account | None:
        """Whose sign-in of that kind it is, as long as it lasts."""

        def query(connection: Connection) -> Account | None:
            account_id = sign_in_store.read_sign_in(connection, token_hash, kind, times=self._times, now=now)
            return None if account_id is None else account_store.read_account(connection, account_id)

        return await self._store.read(query)

    async def sign_in_facts(self, token_hash: bytes) -> SignInFacts | None:
        """How and when that sign-in came about."""
        return await self._store.read(partial(sign_in_store.read_sign_in_facts, token_hash=token_hash))

    async def resume_sign_in(self, token_hash: bytes, event: AuditEvent, now: Moment) -> bool:
        """Use a sign-in on another socket, on record."""
        step = partial(sign_in_store.resume_sign_in, token_hash=token_hash, event=event, now=now)
        return await self._store.write(step)

    async def end_sign_in(self, token_hash: bytes, event: AuditEvent) -> None:
        """Sign out, on record."""
        await self._store.write(partial(sign_in_store.end_sign_in, token_hash=token_hash, event=event))

    async def live_among(self, token_hashes: frozenset[bytes], now: Moment) -> frozenset[bytes]:
        """Which of these sign-ins still last."""
        query = partial(sign_in_store.live_among, token_hashes=token_hashes, times=self._times, now=now)
        return await self._store.read(query)

    async def sign_ins_of(self, account_id: int, now: Moment) -> tuple[KeptSignIn, ...]:
        """All sign-ins of an account that last."""
        query = partial(sign_in_store.read_sign_ins_of, account_id=account_id, times=self._times, now=now)
        return await self._store.read(query)

    async def end_sign_ins(
        self,
        account_id: int,
        is_meant: Callable[[KeptSignIn], bool],
        event_of: Callable[[KeptSignIn], AuditEvent],
        now: Moment,
    ) -> tuple[KeptSignIn, ...]:
        """End those that are meant, on record."""

        def step(connection: Connection) -> tuple[KeptSignIn, ...]:
            all_of_them = sign_in_store.read_sign_ins_of(connection, account_id, times=self._times, now=now)
            ended = tuple(each for each in all_of_them if is_meant(each))
            for each in ended:
                sign_in_store.end_sign_in(connection, each.token_hash, event_of(each))
            return ended

        return await self._store.write(step)

    async def touch(self, token_hashes: frozenset[bytes], now: Moment) -> None:
        """They were used just now; those whose time is over are forgotten."""

        def step(connection: Connection) -> None:
            sign_in_store.touch_sign_ins(connection, token_hashes, now)
            sign_in_store.forget_over(connection, times=self._times, now=now)

        await self._store.write(step)
