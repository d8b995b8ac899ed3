"""Pages of the whole record: search it, hand it out, check it with a bar to watch, who keeps checkpoints of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from shared.audit.event import ACTOR_KINDS, OUTCOMES, AuditTag
from shared.clock import format_utc_ms
from signaling.admin import witness_words
from signaling.admin.chain_job import ChainJob
from signaling.admin.doors import Doors, Page, day_after, read_day
from signaling.admin.held_response import HeldResponse
from signaling.admin.render import render
from signaling.admin.visitor import Visitor, caller_of
from signaling.domain.export_slots import ExportSlots
from signaling.domain.log_export import LogExport, LogFormat
from signaling.domain.operations import Operation
from signaling.domain.review import LogQuery, ReviewDirectory
from signaling.domain.witness_view import LookAtWitness

HOME = "/admin/log"
_CHECK = "/admin/log/verify"
_FILTERS = ("tag", "who", "by", "outcome", "since", "until")
_FILES = {
    LogFormat.JSON_LINES: ("record-{day}.jsonl", "application/jsonl"),
    LogFormat.CSV: ("record-{day}-not-verifiable.csv", "text/csv; charset=utf-8"),
}
_DIGITS_MAX = 15
_TEXT_MAX_CHARS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LogParts:
    """What these pages stand on."""

    review: ReviewDirectory
    export: LogExport
    slots: ExportSlots
    job: ChainJob
    look_at_witness: LookAtWitness


class LogPages:
    """All routes below `/admin/log`."""

    def __init__(self, parts: LogParts, doors: Doors) -> None:
        self._parts = parts
        self._doors = doors

    def routes(self) -> Sequence[Route]:
        """For the site."""
        page, form, fresh_form = self._doors.page, self._doors.form, self._doors.fresh_form
        return [
            Route(HOME, page(self._log, Operation.SEE_LOG)),
            Route(
                f"{HOME}/export/jsonl",
                fresh_form(self._export_as(LogFormat.JSON_LINES), Operation.EXPORT_LOG),
                methods=["POST"],
            ),
            Route(
                f"{HOME}/export/csv",
                fresh_form(self._export_as(LogFormat.CSV), Operation.EXPORT_LOG),
                methods=["POST"],
            ),
            Route(_CHECK, page(self._show_check, Operation.VERIFY_LOG)),
            Route(_CHECK, form(self._start_check, Operation.VERIFY_LOG), methods=["POST"]),
            Route(f"{_CHECK}/stop", form(self._stop_check, Operation.VERIFY_LOG), methods=["POST"]),
            Route(f"{HOME}/witness", page(self._witness, Operation.SEE_LOG)),
        ]

    async def _log(self, request: Request, who: Visitor) -> Response:
        asked = request.query_params
        kept = {name: asked[name][:_TEXT_MAX_CHARS] for name in _FILTERS if asked.get(name)}
        query = LogQuery(
            tag=kept.get("tag", ""),
            before_seq=_number(asked.get("before", "")),
            who=kept.get("who", "").strip(),
            by=_one_of(kept.get("by", ""), ACTOR_KINDS),
            outcome=_one_of(kept.get("outcome", ""), OUTCOMES),
            since=read_day(kept.get("since", "")),
            until=day_after(read_day(kept.get("until", ""))),
        )
        page = await self._parts.review.log(query)
        more = "" if page.next_before_seq is None else urlencode({**kept, "before": page.next_before_seq})
        values = {
            "page": page,
            "asked": {**dict.fromkeys(_FILTERS, ""), **kept},
            "tags": sorted(str(each) for each in AuditTag),
            "more": more,
        }
        return render(request, "log.html", visitor=who, values=values)

    def _export_as(self, form: LogFormat) -> Page:
        async def export(request: Request, who: Visitor) -> Response:
            account_id, slots, now = who.account.account_id, self._parts.slots, self._doors.now()
            problem = slots.take(account_id)
            if problem is not None:
                return render(request, "export_busy.html", visitor=who, status=429, values={"problem": problem.value})
            try:
                # What fails before the first piece is a page that says so; no byte has left then.
                pieces = await self._parts.export.begin(form, who.account, caller_of(request), now)
            except BaseException:
                slots.give_back(account_id)
                raise
            name, kind = _FILES[form]
            headers = {
                "content-disposition": f'attachment; filename="{name.format(day=format_utc_ms(now.utc)[:10])}"'
            }
            return HeldResponse(pieces, media_type=kind, headers=headers, on_end=lambda: slots.give_back(account_id))

        return export

    async def _show_check(self, request: Request, who: Visitor) -> Response:
        return self._render_check(request, who, is_busy=False)

    def _render_check(self, request: Request, who: Visitor, *, is_busy: bool) -> Response:
        check = self._parts.job.check
        is_own = check is not None and check.account_id == who.account.account_id
        values = {"check": check, "is_own": is_own, "is_busy": is_busy}
        return render(request, "log_check.html", visitor=who, status=429 if is_busy else 200, values=values)

    async def _start_check(self, request: Request, who: Visitor) -> Response:
        if not self._parts.job.start(who):
            return self._render_check(request, who, is_busy=True)
        return RedirectResponse(_CHECK, status_code=303)

    async def _stop_check(self, _request: Request, who: Visitor) -> Response:
        await self._parts.job.stop(who)
        return RedirectResponse(_CHECK, status_code=303)

    async def _witness(self, request: Request, who: Visitor) -> Response:
        now = self._doors.now().utc
        newest = await self._parts.review.log(LogQuery())
        values = {
            "view": await self._parts.look_at_witness(now),
            "newest_seq": newest.entries[0].seq if newest.entries else 0,
            "now": now,
            "trouble": witness_words,
        }
        return render(request, "witness.html", visitor=who, values=values)


def _one_of(text: str, known: frozenset[str]) -> str:
    return text if text in known else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None
