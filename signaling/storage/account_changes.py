"""Changes accounts for an admin, and for whoever holds a link: implements `AccountChanges` and `SetUpLinks`."""

from functools import partial

from sqlalchemy import Connection

from signaling.domain.account_changes import (
    LINK_ACTIONS,
    AccountAction,
    AccountChange,
    ChangedBy,
    ChangeProblem,
    NewAccount,
    change_problem,
)
from signaling.domain.accounts import Account, Role
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Caller, Moment
from signaling.domain.set_up import Prepared
from signaling.storage import account_store, factor_store, setup_link_store
from signaling.storage.account_directory import Store
from signaling.storage.account_key import AccountKey


class DatabaseAccountChanges:
    """See the port for what each method promises."""

    def __init__(self, store: Store, policy: ServerPolicy) -> None:
        self._store = store
        self._policy = policy

    async def read(self, account_id: int) -> Account | None:
        """The account with that number."""
        return await self._store.read(partial(account_store.read_account, account_id=account_id))

    async def with_link(self, now: Moment) -> frozenset[int]:
        """Whose link waits to be used."""
        return await self._store.read(partial(setup_link_store.accounts_with_link, now=now))

    async def add(
        self, new: NewAccount, by: Account, caller: Caller, link_hash: bytes, now: Moment
    ) -> Account | ChangeProblem:
        """Make an account that nobody can sign in to yet, and a link for its person."""

        def step(connection: Connection) -> Account | ChangeProblem:
            present = account_store.read_account(connection, by.account_id)
            if present is None or present.is_disabled or present.role is not Role.ADMIN:
                return ChangeProblem.NOT_ALLOWED
            doer = ChangedBy(actor=present.actor, caller=caller)
            account = account_store.add_account(
                connection,
                email=new.email,
                name=new.name,
                role=new.role,
                organisation=new.organisation,
                password_hash="",
                now=now,
                by=doer,
            )
            if account is None:
                return ChangeProblem.TAKEN
            self._make_link(connection, account, link_hash, now, maker=present, by=doer)
            return account

        return await self._store.write(step)

    async def apply(
        self, change: AccountChange, by: Account, caller: Caller, link_hash: bytes, now: Moment
    ) -> Account | ChangeProblem:
        """Make a change, if it may be made; returns the account before."""

        def step(connection: Connection) -> Account | ChangeProblem:
            present = account_store.read_account(connection, by.account_id)
            target = account_store.read_account(connection, change.account_id)
            problem = change_problem(
                present,
                target,
                change,
                other_admins=account_store.count_admins(connection, besides=change.account_id),
                factor_roles=self._policy.second_factor_roles,
            )
            if problem is not None or target is None:
                return problem or ChangeProblem.GONE
            doer = ChangedBy(actor=by.actor, caller=caller)
            _carry_out(connection, target, change, now, doer)
            if change.action in LINK_ACTIONS:
                self._make_link(connection, target, link_hash, now, maker=by, by=doer)
            return target

        return await self._store.write(step)

    def _make_link(
        self,
        connection: Connection,
        account: Account,
        link_hash: bytes,
        now: Moment,
        *,
        maker: Account,
        by: ChangedBy,
    ) -> None:
        setup_link_store.make_link(
            connection,
            account.account_id,
            link_hash,
            made_by=maker.account_id,
            lifetime_ms=self._policy.setup_link_ms,
            now=now,
        )
        account_store.record_change(connection, account, account_store.SETUP_LINK, ("", "made"), now, by)


class DatabaseSetUpLinks:
    """See the port for what each method promises."""

    def __init__(self, store: Store, key: AccountKey) -> None:
        self._store = store
        self._key = key

    async def account_at(self, link_hash: bytes, now: Moment) -> Account | None:
        """Whose link it is."""
        return await self._store.read(partial(_account_at, link_hash=link_hash, now=now))

    async def use(self, link_hash: bytes, prepared: Prepared, caller: Caller, now: Moment) -> bool:
        """Use a link up and keep what was chosen, on record."""

        def step(connection: Connection) -> bool:
            account = _account_at(connection, link_hash, now)
            if account is None or not _fits(account, prepared):
                return False
            doer = ChangedBy(actor=account.actor, caller=caller)
            if prepared.password_hash is not None:
                account_store.set_password(connection, account, prepared.password_hash, now, doer)
            if prepared.factor is not None:
                account_store.set_second_factor(connection, account, prepared.factor, self._key, now, doer)
                factor_store.mark_used(connection, account.account_id, prepared.last_step)
            setup_link_store.void_links_of(connection, account.account_id)
            account_store.record_change(connection, account, account_store.SETUP_LINK, ("made", "used"), now, doer)
            return True

        return await self._store.write(step)

    async def void(self, link_hash: bytes, caller: Caller, now: Moment) -> None:
        """Make a link void, on record."""

        def step(connection: Connection) -> None:
            account = _account_at(connection, link_hash, now)
            if account is not None and setup_link_store.void_links_of(connection, account.account_id):
                doer = ChangedBy(actor=account.actor, caller=caller)
                account_store.record_change(
                    connection, account, account_store.SETUP_LINK, ("made", "void"), now, doer
                )

        await self._store.write(step)


def _carry_out(connection: Connection, target: Account, change: AccountChange, now: Moment, by: ChangedBy) -> None:
    match change.action:
        case AccountAction.DETAILS:
            account_store.set_role(connection, target, change.role, now, by)
            account_store.set_organisation(connection, target, change.organisation, now, by)
        case AccountAction.DISABLE:
            account_store.disable_account(connection, target.email, now, by)
        case AccountAction.ENABLE:
            account_store.enable_account(connection, target.email, now, by)
        case AccountAction.NEW_FIRST_FACTOR | AccountAction.NEW_SECOND_FACTOR | AccountAction.NEW_BOTH:
            if change.action is not AccountAction.NEW_SECOND_FACTOR and target.has_password:
                account_store.set_password(connection, target, "", now, by)
            if change.action is not AccountAction.NEW_FIRST_FACTOR and target.has_second_factor:
                account_store.take_second_factor(connection, target, now, by)


def _account_at(connection: Connection, link_hash: bytes, now: Moment) -> Account | None:
    account_id = setup_link_store.find_link(connection, link_hash, now)
    account = None if account_id is None else account_store.read_account(connection, account_id)
    return None if account is None or account.is_disabled else account


def _fits(account: Account, prepared: Prepared) -> bool:
    """Whether what was chosen is exactly what the account lacks: a form never replaces what is there."""
    return (prepared.password_hash is None) is account.has_password and (
        prepared.factor is None
    ) is account.has_second_factor
