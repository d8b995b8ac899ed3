"""Checks passwords in threads of its own: Argon2id releases the interpreter lock, the event loop goes on."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from signaling.domain.accounts import Account
from signaling.domain.passwords import hash_password, is_password_right
from signaling.domain.ports import TooManyWaitingError

THREADS = 2  # 38 MiB at most, and one core stays free for everybody else


class PasswordWorker:
    """The port `PasswordChecker` on a small pool of threads."""

    def __init__(self, *, waiting_max: int) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="password")
        self._waiting_max = waiting_max
        self._waiting = 0
        # Made anew at every start: somebody who reads our source must not know what the decoy compares to.
        self._decoy = hash_password("an account that does not exist")

    async def is_right(self, password: str, account: Account | None) -> bool:
        """Whether the password is the account's; an unknown account costs the same work and is a no."""
        if self._waiting >= self._waiting_max:
            raise TooManyWaitingError
        has_password = account is not None and account.has_password
        phc = account.password_hash if account is not None and has_password else self._decoy
        self._waiting += 1
        try:
            is_right = await asyncio.get_running_loop().run_in_executor(self._pool, is_password_right, password, phc)
        finally:
            self._waiting -= 1
        return is_right and has_password

    async def make_hash(self, password: str) -> str:
        """The PHC string of a new password."""
        if self._waiting >= self._waiting_max:
            raise TooManyWaitingError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, hash_password, password)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)
