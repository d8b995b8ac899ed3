"""What an admin may change about somebody else's account, what is refused and why, and the port that does it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from shared.audit.event import Actor
from signaling.domain.accounts import Account, Role
from signaling.domain.ports import Caller, Moment


class AccountAction(StrEnum):
    """One thing done to an account."""

    DETAILS = "details"
    """Another role or organisation."""
    DISABLE = "disable"
    ENABLE = "enable"
    NEW_FIRST_FACTOR = "first_factor"
    """The password is void at once, and a link lets its person choose another."""
    NEW_SECOND_FACTOR = "second_factor"
    NEW_BOTH = "both"


LINK_ACTIONS = frozenset({AccountAction.NEW_FIRST_FACTOR, AccountAction.NEW_SECOND_FACTOR, AccountAction.NEW_BOTH})


class ChangeProblem(StrEnum):
    """Why a change is refused; nothing was changed then."""

    GONE = "gone"
    NOT_ALLOWED = "not_allowed"
    """Whoever wants it lost their role or their access in this very moment."""
    OWN_ACCOUNT = "own_account"
    LAST_ADMIN = "last_admin"
    NEEDS_FACTOR = "needs_factor"
    DISABLED = "disabled"
    """Somebody who may not sign in needs nothing to sign in with."""
    MEANWHILE = "meanwhile"
    """The account is no longer as it was shown when the change was asked for."""
    NOTHING = "nothing"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account to be made; its person chooses what they sign in with."""

    email: str
    name: str
    role: Role
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChange:
    """A change as it was asked for.

    Attributes:
        seen: the stamp of the account as it was shown; see `stamp_of`.
        role, organisation: what they become, for `DETAILS`; nothing else reads them.
    """

    account_id: int
    action: AccountAction
    seen: str
    role: Role
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedBy:
    """Who changes an account, as the record names them, and where from; None at the server's own terminal."""

    actor: Actor
    caller: Caller | None = None


def stamp_of(account: Account) -> str:
    """A short word that is another one as soon as anything about the account that an admin can change is."""
    state = "\x00".join(
        (
            account.role.value,
            account.organisation,
            str(account.is_disabled),
            str(account.has_password),
            str(account.has_second_factor),
        )
    )
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def change_problem(
    by: Account | None,
    target: Account | None,
    change: AccountChange,
    *,
    other_admins: int,
    factor_roles: frozenset[Role],
) -> ChangeProblem | None:
    """Why a change may not be made; None when it may.

    Args:
        by: who wants it, as they are now.
        target: whose account it is, as it is now.
        change: what is wanted.
        other_admins: how many enabled admins there are besides `target`.
        factor_roles: roles nobody has without a second factor.
    """
    if by is None or by.is_disabled or by.role is not Role.ADMIN:
        return ChangeProblem.NOT_ALLOWED
    if target is None:
        return ChangeProblem.GONE
    if target.account_id == by.account_id:
        return ChangeProblem.OWN_ACCOUNT
    if change.seen != stamp_of(target):
        return ChangeProblem.MEANWHILE
    takes_admin = change.action is AccountAction.DISABLE or (
        change.action is AccountAction.DETAILS and change.role is not Role.ADMIN
    )
    if takes_admin and target.role is Role.ADMIN and not target.is_disabled and not other_admins:
        return ChangeProblem.LAST_ADMIN
    return _pointless(target, change) or _unready(target, change, factor_roles)


def differences(account: Account, change: AccountChange) -> tuple[tuple[str, str, str], ...]:
    """What becomes different: the name of each field, before and after, as the record has them."""
    match change.action:
        case AccountAction.DETAILS:
            both = (
                ("role", account.role.value, change.role.value),
                ("organisation", account.organisation, change.organisation),
            )
        case AccountAction.DISABLE | AccountAction.ENABLE:
            before = "yes" if account.is_disabled else "no"
            both = (("is_disabled", before, "yes" if change.action is AccountAction.DISABLE else "no"),)
        case AccountAction.NEW_FIRST_FACTOR | AccountAction.NEW_SECOND_FACTOR | AccountAction.NEW_BOTH:
            password = ("password", "old" if account.has_password else "none", "none")
            factor = ("second_factor", "totp" if account.has_second_factor else "none", "none")
            wanted = (
                (change.action is not AccountAction.NEW_SECOND_FACTOR, password),
                (change.action is not AccountAction.NEW_FIRST_FACTOR, factor),
            )
            both = (*(each for is_wanted, each in wanted if is_wanted), ("setup_link", "", "made"))
    return tuple((field, before, after) for field, before, after in both if before != after)


def _pointless(target: Account, change: AccountChange) -> ChangeProblem | None:
    return None if differences(target, change) else ChangeProblem.NOTHING


def _unready(target: Account, change: AccountChange, factor_roles: frozenset[Role]) -> ChangeProblem | None:
    if change.action in LINK_ACTIONS and target.is_disabled:
        return ChangeProblem.DISABLED
    is_new_role = change.action is AccountAction.DETAILS and change.role is not target.role
    if is_new_role and change.role in factor_roles and not target.has_second_factor:
        return ChangeProblem.NEEDS_FACTOR
    return None


class AccountChanges(Protocol):
    """Changes accounts for an admin, each with its events in the same transaction.

    Every method raises `AuditUnwritableError` when it cannot be written or read. What may not be is found out inside
    the transaction, so of two admins who take each other's access away the second is refused.
    """

    async def read(self, account_id: int) -> Account | None:
        """The account with that number."""
        ...

    async def with_link(self, now: Moment) -> frozenset[int]:
        """Whose set-up link waits to be used, by number."""
        ...

    async def add(
        self, new: NewAccount, by: Account, caller: Caller, link_hash: bytes, now: Moment
    ) -> Account | ChangeProblem:
        """Make an account that nobody can sign in to yet, and a link for its person."""
        ...

    async def apply(
        self, change: AccountChange, by: Account, caller: Caller, link_hash: bytes, now: Moment
    ) -> Account | ChangeProblem:
        """Make a change; `link_hash` is only kept for the actions of `LINK_ACTIONS`. Returns the account before."""
        ...
