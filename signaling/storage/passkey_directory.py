"""Passkeys as the rules see them: implements the port `PasskeyDirectory`."""

from functools import partial

from signaling.domain.accounts import Account
from signaling.domain.passkeys import NewPasskey, Passkey, Removal
from signaling.domain.ports import Caller, Moment
from signaling.storage import passkey_store
from signaling.storage.account_directory import Store


class DatabasePasskeys:
    """See the port for what each method promises."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of_account(self, account_id: int) -> list[Passkey]:
        """Those of an account, oldest first."""
        return await self._store.read(partial(passkey_store.list_passkeys, account_id=account_id))

    async def find(self, credential_id: bytes) -> tuple[Passkey, Account] | None:
        """The passkey with that id, and whose it is."""
        return await self._store.read(partial(passkey_store.find_passkey, credential_id=credential_id))

    async def add(self, passkey: NewPasskey, account: Account, caller: Caller, now: Moment) -> bool:
        """Keep a new one."""
        step = partial(passkey_store.add_passkey, passkey=passkey, account=account, caller=caller, now=now)
        return await self._store.write(step)

    async def rename(self, passkey_id: int, name: str, account: Account, caller: Caller, now: Moment) -> bool:
        """Give one another name."""
        step = partial(
            passkey_store.rename_passkey, passkey_id=passkey_id, name=name, account=account, caller=caller, now=now
        )
        return await self._store.write(step)

    async def remove(
        self, passkey_id: int, account: Account, caller: Caller, now: Moment, *, kept: bytes, least: int
    ) -> Removal:
        """Take one away."""
        step = partial(
            passkey_store.remove_passkey,
            passkey_id=passkey_id,
            account=account,
            caller=caller,
            now=now,
            kept=kept,
            least=least,
        )
        return await self._store.write(step)

    async def use(self, passkey_id: int, sign_count: int, now: Moment) -> bool:
        """It was used just now."""
        step = partial(passkey_store.use_passkey, passkey_id=passkey_id, sign_count=sign_count, now=now)
        return await self._store.write(step)
