"""Links with a sign-in service as the rules see them: implements the port `IdentityDirectory`."""

from functools import partial

from signaling.domain.accounts import Account
from signaling.domain.ports import Caller, Moment
from signaling.storage import identity_store
from signaling.storage.account_directory import Store


class DatabaseIdentities:
    """See the port for what each method promises."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def account_of(self, issuer: str, subject: str) -> Account | None:
        """The account that is linked with that person."""
        return await self._store.read(partial(identity_store.find_linked, issuer=issuer, subject=subject))

    async def unlinked_account(self, email: str, issuer: str) -> Account | None:
        """The account with that address, if it is linked with nobody."""
        return await self._store.read(partial(identity_store.find_unlinked, email=email, issuer=issuer))

    async def link(self, account: Account, issuer: str, subject: str, caller: Caller, now: Moment) -> bool:
        """Link them, on record."""
        step = partial(
            identity_store.link,
            account=account,
            issuer=issuer,
            subject=subject,
            now=now,
            actor=account.actor,
            caller=caller,
        )
        return await self._store.write(step)
