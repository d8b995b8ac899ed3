"""What the person says of a session: the problem, stars, a report with the receipt; told until the server has it.

A report is kept on this computer from the press on, so that neither a lost line nor the end of the program loses it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from client.domain.ports import ServerPort
from shared.clock import Clock
from shared.errors import AlongsideError, SignalingError
from shared.protocol import record_messages as record
from shared.protocol.limits import PROBLEM_MAX_CHARS, RECEIPT_PART_MAX_BYTES, RECEIPT_PARTS_MAX, REPORT_MAX_CHARS
from shared.protocol.record_messages import ReportCause

_UNSENT = 1  # request ids are given by the socket
RETRY_MS = 10_000
_FOR_GOOD = frozenset({"session_unknown", "record_closed", "protocol_error", "not_allowed"})
"""Refusals that trying again would only repeat."""

Progress = Literal["none", "sending", "waiting", "kept", "refused"]
"""How far something said is: on its way, waiting for the server, there, or refused for good."""
EarlierReport = Literal["waiting", "kept", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReport:
    """A report as it lies on this computer until the server has it; the token stands for the session's own client."""

    session_id: str
    session_token: str = field(repr=False)
    cause: ReportCause
    words: str = field(repr=False)
    receipt: str = field(repr=False)


class ReportStore(Protocol):
    """Keeps reports on this computer, each flushed and readable by its owner only."""

    def save(self, report: SavedReport) -> bool:
        """Keep it in place of an earlier one of the same session; False when it could not be kept."""
        ...

    def drop(self, session_id: str) -> None:
        """The server has it, or will never take it."""
        ...

    def saved(self) -> list[SavedReport]:
        """All that were kept by an earlier run."""
        ...


class NoReportStore:
    """Keeps nothing."""

    def save(self, report: SavedReport) -> bool:
        """It is not kept."""
        del report
        return False

    def drop(self, session_id: str) -> None:
        """There is nothing."""

    def saved(self) -> list[SavedReport]:
        """There is nothing."""
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackState:
    """What the windows show of it.

    Attributes:
        stars: what the person gave; 0 for nothing.
        stars_progress, report_progress: how far each is.
        is_saved: the report lies on this computer, so it goes out by itself, at the next start too.
        earlier: what became of a report an earlier run had left; None when there is none.
    """

    stars: int = 0
    stars_progress: Progress = "none"
    report_progress: Progress = "none"
    is_saved: bool = False
    earlier: EarlierReport | None = None


NO_FEEDBACK = FeedbackState()


@dataclass(slots=True)
class _Telling:
    """Messages of one kind for one session, in order; the next one goes when the one before was answered."""

    kind: Literal["problem", "stars", "report"]
    session_id: str
    messages: list[Any]
    is_earlier: bool = False
    is_asked: bool = False
    retry_at_ms: int | None = None


class Feedback:
    """Lives in the network thread. At most one message of each kind and session is on its way."""

    def __init__(self, *, server: ServerPort, clock: Clock, on_changed: Callable[[], None]) -> None:
        """Nothing is said yet, and nothing is kept before `use_store`."""
        self._server = server
        self._clock = clock
        self._on_changed = on_changed
        self._store: ReportStore = NoReportStore()
        self._session_id = self._session_token = ""
        self._is_connected = False
        self._tellings: list[_Telling] = []
        self.state = FeedbackState()

    def use_store(self, store: ReportStore) -> None:
        """Keep reports there from now on, and begin with what an earlier run has left."""
        self._store = store
        for report in self._store.saved():
            self._tellings.append(_Telling("report", report.session_id, report_messages(report), is_earlier=True))
        if self._tellings:
            self.state = replace(self.state, earlier="waiting")

    def begin(self, session_id: str, session_token: str, problem: str) -> None:
        """A session is on record: from now on things can be said of it, and the problem is."""
        self._session_id, self._session_token = session_id, session_token
        self.state = FeedbackState(earlier=self.state.earlier)
        if problem:
            message = record.TellProblem(
                request_id=_UNSENT,
                session_id=session_id,
                session_token=session_token,
                problem=problem[:PROBLEM_MAX_CHARS],
            )
            self._tell(_Telling("problem", session_id, [message]))

    def rate(self, stars: int) -> None:
        """Give the last session 1 to 5 stars; another number later takes the place of this one."""
        if not self._session_id:
            return
        message = record.RateSession(
            request_id=_UNSENT, session_id=self._session_id, session_token=self._session_token, stars=stars
        )
        self._show(stars=stars, stars_progress=self._fresh_progress)
        self._tell(_Telling("stars", self._session_id, [message]))

    def report(self, cause: ReportCause, words: str, receipt: str) -> None:
        """Report that something was wrong in the last session.

        Args:
            cause: what.
            words: the person's own.
            receipt: the receipt of the session as JSON; may be empty.
        """
        if not self._session_id:
            return
        report = SavedReport(
            session_id=self._session_id,
            session_token=self._session_token,
            cause=cause,
            words=words[:REPORT_MAX_CHARS],
            receipt=receipt,
        )
        is_saved = self._store.save(report)
        self._show(report_progress=self._fresh_progress, is_saved=is_saved)
        self._tell(_Telling("report", self._session_id, report_messages(report)))

    def server_reached(self) -> None:
        """A new socket: what was not answered goes out again."""
        self._is_connected = True
        for telling in self._tellings:
            telling.is_asked, telling.retry_at_ms = False, None
        self._show_waiting("waiting", "sending")
        for telling in list(self._tellings):
            self._go_on(telling)

    def server_lost(self) -> None:
        """The socket is gone."""
        self._is_connected = False
        self._show_waiting("sending", "waiting")

    def tick(self, now_ms: int) -> None:
        """Let time pass: what the server could not take just now is tried again."""
        for telling in list(self._tellings):
            if telling.retry_at_ms is not None and now_ms >= telling.retry_at_ms:
                telling.retry_at_ms = None
                self._go_on(telling)

    @property
    def _fresh_progress(self) -> Progress:
        return "sending" if self._is_connected else "waiting"

    def _tell(self, telling: _Telling) -> None:
        # The newest word counts; an answer to an older one finds its telling gone.
        self._tellings = [
            each for each in self._tellings if (each.kind, each.session_id) != (telling.kind, telling.session_id)
        ]
        self._tellings.append(telling)
        self._go_on(telling)

    def _go_on(self, telling: _Telling) -> None:
        if not self._is_connected or telling.is_asked or telling.retry_at_ms is not None:
            return
        telling.is_asked = True

        def take(answer: record.RecordKept | SignalingError) -> None:
            if telling in self._tellings and telling.is_asked:
                telling.is_asked = False
                self._take(telling, answer)

        self._server.request(telling.messages[0], take)

    def _take(self, telling: _Telling, answer: record.RecordKept | SignalingError) -> None:
        if isinstance(answer, AlongsideError):
            if answer.reason in _FOR_GOOD:
                self._settle(telling, "refused")
            elif answer.reason != "server_unreachable":  # of a lost socket we hear by itself
                telling.retry_at_ms = self._clock.monotonic_ms() + RETRY_MS
            return
        telling.messages.pop(0)
        if telling.messages:
            self._go_on(telling)
        else:
            self._settle(telling, "kept")

    def _settle(self, telling: _Telling, outcome: Literal["kept", "refused"]) -> None:
        self._tellings.remove(telling)
        if telling.kind == "report":
            self._store.drop(telling.session_id)
        is_current = telling.session_id == self._session_id
        if telling.is_earlier:
            self._show(earlier=outcome)
        elif telling.kind == "report" and is_current:
            self._show(report_progress=outcome, is_saved=False)
        elif telling.kind == "stars" and is_current:
            self._show(stars_progress=outcome)

    def _show_waiting(self, before: Progress, after: Progress) -> None:
        changes: dict[str, Any] = {}
        if self.state.stars_progress == before:
            changes["stars_progress"] = after
        if self.state.report_progress == before:
            changes["report_progress"] = after
        if changes:
            self._show(**changes)

    def _show(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._on_changed()


def report_messages(report: SavedReport) -> list[Any]:
    """What the server is told, in order; a receipt that is too long for it stays here."""
    receipt = report.receipt.encode()
    parts = [
        receipt[start : start + RECEIPT_PART_MAX_BYTES] for start in range(0, len(receipt), RECEIPT_PART_MAX_BYTES)
    ]
    if len(parts) > RECEIPT_PARTS_MAX:
        parts, receipt = [], b""
    first = record.ReportSession(
        request_id=_UNSENT,
        session_id=report.session_id,
        session_token=report.session_token,
        cause=report.cause,
        words=report.words,
        receipt_parts=len(parts),
        receipt_sha256=hashlib.sha256(receipt).digest() if parts else None,
    )
    rest = [
        record.HandReceipt(
            request_id=_UNSENT,
            session_id=report.session_id,
            session_token=report.session_token,
            part=number,
            body=body,
        )
        for number, body in enumerate(parts, 1)
    ]
    return [first, *rest]
