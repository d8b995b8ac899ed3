"""The check of the whole record as a job on the server: one at a time, for as long as its asker stays signed in."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import structlog

from shared.audit.event import AuditEvent, AuditTag
from shared.audit.verifier import Finding
from signaling.admin.visitor import Visitor
from signaling.domain.audit_log import server_event, token_hash
from signaling.domain.operations import Operation, may
from signaling.domain.ports import AccountDirectory, AuditUnwritableError, Moment, SignInKind, TooManyWaitingError
from signaling.domain.review import ProofReport, RecordProof

_log = structlog.get_logger(__name__)

_LOOK_AGAIN_MS = 1_000  # how soon a check ends after its asker has left


class CheckState(StrEnum):
    """How far a check has come."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Its asker stopped it, signed out, or may no longer ask."""
    FAILED = "failed"
    """The record could not be read to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The check that runs, or the last one that did.

    Attributes:
        state: how far it is.
        account_id: who asked for it.
        asker: their name.
        begun_at: when.
        ended_at: None while it runs.
        done: events that were read.
        total: events there were when it began; 0 until that is known.
        report: what it found, once it is done.
    """

    state: CheckState
    account_id: int
    asker: str
    begun_at: datetime
    ended_at: datetime | None = None
    done: int = 0
    total: int = 0
    report: ProofReport | None = None

    @property
    def percent(self) -> int:
        """How much of it is done, rounded down: 100 only when all is."""
        return self.done * 100 // self.total if self.total else 0


class _NotWantedError(Exception):
    """The asker has left."""


class ChainJob:
    """One node's check."""

    def __init__(
        self,
        *,
        proof: RecordProof,
        accounts: AccountDirectory,
        record: Callable[[AuditEvent], Awaitable[None]],
        now: Callable[[], Moment],
    ) -> None:
        """`record` puts on record that something was found."""
        self._proof = proof
        self._accounts = accounts
        self._record = record
        self._now = now
        self._check: Check | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def check(self) -> Check | None:
        """The one that runs or the last one; None when nobody has asked since the server started."""
        return self._check

    def start(self, who: Visitor) -> bool:
        """Begin a check; False while somebody else's runs, and nothing happens then. One's own goes on."""
        if self._task is not None and not self._task.done():
            return self._check is not None and self._check.account_id == who.account.account_id
        self._check = Check(
            state=CheckState.RUNNING,
            account_id=who.account.account_id,
            asker=who.account.name,
            begun_at=self._now().utc,
        )
        self._task = asyncio.create_task(self._run(who), name="check of the whole record")
        return True

    async def stop(self, who: Visitor) -> None:
        """End the check that this visitor asked for; somebody else's goes on."""
        if self._check is not None and self._check.account_id == who.account.account_id:
            await self.close()

    async def ended(self) -> None:
        """Wait until nothing runs."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """End whatever runs."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            if self._check is not None and self._check.state is CheckState.RUNNING:  # it had not even begun
                self._note(state=CheckState.STOPPED, ended_at=self._now().utc)

    async def _run(self, who: Visitor) -> None:
        seen_mono_ms = self._now().mono_ms

        async def on_progress(done: int, total: int) -> None:
            nonlocal seen_mono_ms
            self._note(done=done, total=total)
            now = self._now()
            if now.mono_ms - seen_mono_ms >= _LOOK_AGAIN_MS:
                seen_mono_ms = now.mono_ms
                if not await self._is_wanted(who, now):
                    raise _NotWantedError

        try:
            report = await self._proof.check_all(on_progress)
            if report.finding is not Finding.INTACT:
                await self._tell(report, who)
            self._note(state=CheckState.DONE, report=report)
        except (_NotWantedError, asyncio.CancelledError):
            self._note(state=CheckState.STOPPED)
            raise_again = asyncio.current_task()
            if raise_again is not None and raise_again.cancelling():
                raise
        except (AuditUnwritableError, TooManyWaitingError):
            self._note(state=CheckState.FAILED)
        except Exception:  # noqa: BLE001 - a fault of ours is a sentence on the page and an entry in the log
            _log.exception("check_broke")
            self._note(state=CheckState.FAILED)
        finally:
            self._note(ended_at=self._now().utc)

    async def _is_wanted(self, who: Visitor, now: Moment) -> bool:
        """Whether the asker is still signed in and may still ask, which also ends with a role or an account."""
        account = await self._accounts.signed_in_with(token_hash(who.token), SignInKind.WEB, now)
        return account is not None and not account.is_disabled and may(account.role, Operation.VERIFY_LOG)

    async def _tell(self, report: ProofReport, who: Visitor) -> None:
        data: dict[str, str | int | bool] = {
            "first_bad_seq": max(report.first_bad_seq or 0, 0),
            "finding": report.finding.value,
        }
        _log.error("record_check_failed", **data)
        event = server_event(
            AuditTag.LOG_VERIFY_FAILED, data, now=self._now(), outcome="failed", actor=who.account.actor
        )
        with contextlib.suppress(AuditUnwritableError, TooManyWaitingError):  # what was found is shown all the same
            await self._record(event)

    def _note(self, **changes: object) -> None:
        if self._check is not None:
            self._check = replace(self._check, **changes)
