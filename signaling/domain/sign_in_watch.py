"""Finds the sockets whose sign-in is over, and keeps those in use from running out."""

from collections.abc import Iterable

from signaling.domain.conversation import Connection
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AccountDirectory, AuditUnwritableError, Moment

SIGNED_OUT = "signed_out"
ACCESS_ENDED = "access_ended"


class SignInWatch:
    """Looks every few seconds, so that whoever lost their access is out within five (ASVS 5.0 7.4.2)."""

    def __init__(self, *, accounts: AccountDirectory, policy: ServerPolicy) -> None:
        self._accounts = accounts
        self._policy = policy

    async def look(self, connections: Iterable[Connection], now: Moment) -> dict[Connection, str]:
        """The sockets to be ended, each with the error that says why.

        Raises:
            AuditUnwritableError: it cannot be read who may still be signed in.
        """
        signed_in = [each for each in connections if each.sign_in_hash is not None]
        if not signed_in:
            return {}
        live = await self._accounts.live_among(_hashes(signed_in), now)
        over = [each for each in signed_in if each.sign_in_hash not in live]
        await self._touch((each for each in signed_in if each.sign_in_hash in live), now)
        ids = {each: each.account.account_id for each in over if each.account is not None}
        disabled = await self._accounts.disabled_among(frozenset(ids.values())) if ids else frozenset[int]()
        return {each: ACCESS_ENDED if account_id in disabled else SIGNED_OUT for each, account_id in ids.items()}

    async def _touch(self, connections: Iterable[Connection], now: Moment) -> None:
        # Whoever helps somebody is at work, also without a word to the server.
        due = [
            each
            for each in connections
            if (each.sessions or each.used_mono_ms > each.touched_mono_ms)
            and now.mono_ms - each.touched_mono_ms >= self._policy.sign_in_touch_ms
        ]
        if not due:
            return
        try:
            await self._accounts.touch(_hashes(due), now)
        except AuditUnwritableError:
            return  # the next look tries again; a full disk signs nobody out before their time
        for connection in due:
            connection.touched_mono_ms = now.mono_ms


def _hashes(connections: Iterable[Connection]) -> frozenset[bytes]:
    return frozenset(each.sign_in_hash for each in connections if each.sign_in_hash is not None)
