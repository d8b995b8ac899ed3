"""Puts on record that somebody tried what their role may not: a few a minute, so that nobody fills the disk so."""

from shared.audit.event import AuditTag
from signaling.domain import audit_log
from signaling.domain.accounts import Account
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Caller, Ledger, Moment
from signaling.domain.rate_limit import WindowLimit

_MINUTE_MS = 60_000


class DenialRecorder:
    """One for the whole server, so that the page and the sockets share their limit (ASVS 5.0 16.3.2)."""

    def __init__(self, ledger: Ledger, policy: ServerPolicy) -> None:
        self._ledger = ledger
        self._noted = WindowLimit(maximum=policy.denials_per_minute, window_ms=_MINUTE_MS)

    async def note(self, caller: Caller, account: Account, operation: str, now: Moment) -> None:
        """Record a denial.

        Args:
            caller: where it came from.
            account: who tried.
            operation: what, as the table of roles names it.
            now: the present moment.

        Raises:
            AuditUnwritableError: it could not be recorded; it stays denied.
        """
        if self._noted.retry_after_ms(account.account_id, now.mono_ms):
            return
        self._noted.add(account.account_id, now.mono_ms)
        event = audit_log.server_event(
            AuditTag.ACCESS_DENIED,
            {"operation": operation, "role": account.role.value},
            now=now,
            actor=account.actor,
            outcome="denied",
            connection=caller,
        )
        await self._ledger.record(event)
