"""Who may sign in, how often somebody may guess, and what of it is put on record."""

from shared.audit.event import Actor, AuditTag
from shared.protocol import signaling_messages as wire
from shared.protocol.email_address import normalize_email
from signaling.domain import audit_log
from signaling.domain.conversation import Connection, SocketState
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AccountDirectory, Ledger, Moment, PasswordChecker
from signaling.domain.rate_limit import WindowLimit
from signaling.domain.session_desk import Refusal


class SignInDesk:
    """Checks passwords within limits that count by account *and* address, so that nobody locks a colleague out."""

    def __init__(
        self, *, accounts: AccountDirectory, passwords: PasswordChecker, ledger: Ledger, policy: ServerPolicy
    ) -> None:
        self._accounts = accounts
        self._passwords = passwords
        self._ledger = ledger
        self._policy = policy
        self._by_account_and_address = WindowLimit(
            maximum=policy.sign_in_failures_max, window_ms=policy.sign_in_window_ms
        )
        self._by_address = WindowLimit(
            maximum=policy.sign_in_failures_per_address_max, window_ms=policy.sign_in_window_ms
        )

    async def sign_in(
        self, connection: Connection, message: wire.SignIn, default_organisation: str, now: Moment
    ) -> Refusal | None:
        """Sign an agent in on this socket. Unknown address, wrong password and disabled account look the same."""
        email = normalize_email(message.email) or ""
        pair = (email, connection.address)
        retry_ms = max(
            self._by_account_and_address.retry_after_ms(pair, now.mono_ms),
            self._by_address.retry_after_ms(connection.address, now.mono_ms),
        )
        if retry_ms:
            return Refusal("rate_limited", retry_ms)
        # Counted before the slow check, so that parallel guesses on many sockets count too.
        self._by_account_and_address.add(pair, now.mono_ms)
        self._by_address.add(connection.address, now.mono_ms)
        account = await self._accounts.find(email) if email else None
        is_right = await self._passwords.is_right(message.password, account)
        if account is None or not is_right or account.is_disabled:
            reason = "disabled" if account is not None and is_right else "unknown_or_wrong"
            actor = Actor(kind="agent", id="" if account is None else account.agent_id)
            event = audit_log.server_event(
                AuditTag.LOGIN_FAILED,
                {"method": "password", "reason": reason},
                now=now,
                actor=actor,
                outcome="denied",
                connection=connection,
            )
            await self._ledger.record(event)
            await self._record_lock(connection, pair, actor, now)
            return Refusal("sign_in_refused")
        event = audit_log.server_event(
            AuditTag.LOGIN_OK,
            {"method": "password"},
            now=now,
            actor=Actor(kind="agent", id=account.agent_id),
            connection=connection,
        )
        await self._ledger.record(event)
        self._by_account_and_address.forget(pair)
        self._by_address.undo(connection.address)
        connection.account = account
        connection.enter(SocketState.SIGNED_IN)
        connection.send(
            wire.SignedIn(
                request_id=message.request_id, agent=account.card(default_organisation), role=account.role.value
            )
        )
        return None

    async def _record_lock(self, connection: Connection, pair: tuple[str, str], actor: Actor, now: Moment) -> None:
        locked_ms = self._by_account_and_address.retry_after_ms(pair, now.mono_ms)
        if locked_ms:
            event = audit_log.server_event(
                AuditTag.LOGIN_LOCKED,
                {"method": "password", "locked_ms": locked_ms},
                now=now,
                actor=actor,
                outcome="denied",
                connection=connection,
            )
            await self._ledger.record(event)
