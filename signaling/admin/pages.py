"""The admin page at `/admin`: every route it has, who may use which, and nothing besides."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from shared.audit.event import SID_PATTERN
from shared.capability import Capability
from shared.cli.text import LANGUAGES
from shared.clock import Clock
from signaling.admin import account_words, lanes, visitor
from signaling.admin.account_pages import AccountPages, AccountParts
from signaling.admin.console_pages import ConsolePages
from signaling.admin.doors import Doors, Endpoint, Page, day_after, read_day
from signaling.admin.entry import HOME, Entry
from signaling.admin.forms import take_form
from signaling.admin.health_pages import HealthPages
from signaling.admin.log_pages import LogPages, LogParts
from signaling.admin.oidc_pages import OidcPages
from signaling.admin.passkey_pages import WAYS, PasskeyPages, no_provider, passkey_ticket
from signaling.admin.policy_pages import PolicyPages
from signaling.admin.record_pages import RecordPages, may_see_report
from signaling.admin.render import render, render_long, static_path
from signaling.admin.session_end_page import SessionEndPage, is_going_on
from signaling.admin.set_up_page import SetUpPage, SetUpParts
from signaling.admin.sign_in_pages import SignInPages
from signaling.admin.statistics_pages import StatisticsPages
from signaling.admin.step_up import StepUp
from signaling.admin.strays import missing_route, without_nul
from signaling.admin.visitor import Visitor
from signaling.domain import audit_log
from signaling.domain.denials import DenialRecorder
from signaling.domain.hand_over_desk import HandOverDesk
from signaling.domain.health import LookAtHealth
from signaling.domain.oidc_desk import OidcDesk
from signaling.domain.operations import Operation, may
from signaling.domain.passkey_desk import PasskeyDesk
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AccountDirectory, AuditUnwritableError, Moment, SignInKind, TooManyWaitingError
from signaling.domain.review import Cursor, RecordProof, ReviewDirectory, SessionQuery, SessionSummary
from signaling.domain.session_counts import StatisticsDirectory
from signaling.domain.session_desk import Refusal
from signaling.domain.session_ender import SessionEnder
from signaling.domain.session_policy import PolicyBook
from signaling.domain.session_record import RecordLedger
from signaling.domain.sign_in import Shown, SignInDesk

_log = structlog.get_logger(__name__)

_DIGITS_MAX = 15
_FILTERS = ("search", "reason", "right", "state", "since", "until", "category", "reported")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminParts:
    """What the pages stand on."""

    sign_in: SignInDesk
    accounts: AccountDirectory
    review: ReviewDirectory
    proof: RecordProof
    denials: DenialRecorder
    passkeys: PasskeyDesk
    provider: OidcDesk | None
    hand_overs: HandOverDesk
    policy: ServerPolicy
    records: RecordLedger
    clock: Clock
    ender: SessionEnder
    policies: PolicyBook
    people: AccountParts
    set_up: SetUpParts
    is_secure: bool
    log: LogParts
    statistics: StatisticsDirectory
    health: LookAtHealth


class AdminSite:
    """All pages. A route that is not listed here does not exist, and neither does one for the first admin."""

    def __init__(self, parts: AdminParts) -> None:
        self._parts = parts
        self._entry = Entry(parts.sign_in, parts.hand_overs, policy=parts.policy, is_secure=parts.is_secure)
        self._ways = PasskeyPages(
            desk=parts.passkeys,
            sign_in=parts.sign_in,
            accounts=parts.accounts,
            policy=parts.policy,
            clock=parts.clock,
            is_secure=parts.is_secure,
            entry=self._entry,
            provider_name="" if parts.provider is None else parts.provider.settings.shown_name,
            finish_provider=self._finish_provider,
            page=self._page,
            form=self._form,
        )
        ticket = passkey_ticket(parts.policy, is_secure=parts.is_secure)
        self._step_up = StepUp(parts.sign_in, parts.passkeys, ticket, self._now)
        self._doors = Doors(
            page=self._page,
            form=self._form,
            fresh_form=self._fresh_form,
            agents_of=self._agents_of,
            now=self._now,
        )
        self._records = RecordPages(self._doors, parts.records, self._find)
        self._long_page = asyncio.Lock()
        self._provider = None
        if parts.provider is not None:
            self._provider = OidcPages(
                desk=parts.provider,
                entry=self._entry,
                ways=self._ways,
                clock=parts.clock,
                is_secure=parts.is_secure,
            )

    def routes(self) -> list[Route]:
        """For the application of the server."""
        return without_nul([*self._all_routes(), missing_route()])

    def _all_routes(self) -> list[Route]:
        return [
            Route("/admin", self._page(self._home, Operation.SEE_OWN_SESSIONS)),
            Route("/admin/sign-in", self._sign_in_page),
            Route("/admin/sign-in", self._sign_in, methods=["POST"]),
            Route("/admin/sign-out", self._form(self._sign_out, Operation.MANAGE_OWN_WAYS), methods=["POST"]),
            Route("/admin/language/{language}", self._language),
            Route("/admin/static/{version}/{name}", self._static),
            Route("/admin/sessions", self._page(self._sessions, Operation.SEE_OWN_SESSIONS)),
            Route("/admin/sessions/{session_id}", self._page(self._session, Operation.SEE_OWN_SESSIONS)),
            Route(
                "/admin/sessions/{session_id}/verify", self._page(self._verify_session, Operation.SEE_OWN_SESSIONS)
            ),
            Route(
                "/admin/sessions/{session_id}/export",
                self._fresh_form(self._export, Operation.EXPORT_SESSION),
                methods=["POST"],
            ),
            *SessionEndPage(self._doors, self._parts.ender, self._find).routes(),
            Route("/admin/accounts", self._page(self._accounts, Operation.SEE_ACCOUNTS)),
            *self._ways.routes(),
            *SignInPages(self._doors, self._parts.sign_in, self._parts.accounts).routes(),
            *AccountPages(self._doors, self._parts.people).routes(),
            *PolicyPages(self._doors, self._parts.policies).routes(),
            *SetUpPage(self._parts.set_up, self._now).routes(),
            *ConsolePages(self._parts.hand_overs, self._entry, self._ways, self._now).routes(),
            *self._records.routes(),
            *LogPages(self._parts.log, self._doors).routes(),
            *StatisticsPages(self._parts.statistics, self._records.categories, self._doors).routes(),
            *HealthPages(self._parts.health, self._doors).routes(),
            *(() if self._provider is None else self._provider.routes()),
        ]

    # Doors

    def _page(self, page: Page, operation: Operation) -> Endpoint:
        async def serve(request: Request) -> Response:
            try:
                who = await self._visitor(request)
                if who is None:
                    return self._to_sign_in(request)
                if not may(who.account.role, operation):
                    await self._parts.denials.note(
                        visitor.caller_of(request), who.account, operation.value, self._now()
                    )
                    return render(request, "refused.html", visitor=who, status=403)
                if operation is not Operation.MANAGE_OWN_WAYS and await self._ways.is_held_back(who):
                    return RedirectResponse(WAYS, status_code=303)
                return await page(request, who)
            except (AuditUnwritableError, TooManyWaitingError):
                return render(request, "unavailable.html", status=503)
            except Exception:  # noqa: BLE001 - a fault of ours is a sentence on the page and an entry in the log
                _log.exception("page_failed", path=request.url.path)
                return render(request, "fault.html", status=500)

        return serve

    def _form(self, act: Page, operation: Operation) -> Endpoint:
        """As a page, and only for a form that one of our own pages sent."""

        async def serve(request: Request, who: Visitor) -> Response:
            fields = await take_form(request, who)
            if isinstance(fields, Response):
                return fields
            request.state.fields = fields
            return await act(request, who)

        return self._page(serve, operation)

    def _fresh_form(self, act: Page, operation: Operation) -> Endpoint:
        return self._form(self._step_up.guard(act), operation)

    async def _visitor(self, request: Request) -> Visitor | None:
        token = request.cookies.get(visitor.cookie_name(is_secure=self._parts.is_secure), "")
        if not SID_PATTERN.fullmatch(token):
            return None
        token_hash, now = audit_log.token_hash(token), self._now()
        account = await self._parts.accounts.signed_in_with(token_hash, SignInKind.WEB, now)
        if account is None or account.is_disabled:
            return None
        if not request.headers.get("hx-request"):
            # A list that keeps itself up to date is nobody at work: an open page must run out like any other.
            await self._parts.accounts.touch(frozenset({token_hash}), now)
        return Visitor(account=account, token=token)

    def _to_sign_in(self, request: Request) -> Response:
        if request.headers.get("hx-request"):
            # A part of a page that updates by itself: the whole page goes.
            return Response(status_code=204, headers={"hx-redirect": "/admin/sign-in"})
        return RedirectResponse("/admin/sign-in", status_code=303)

    async def _finish_provider(self, request: Request, shown: Shown, now: Moment) -> Shown | Refusal:
        finish = no_provider if self._provider is None else self._provider.finish
        return await finish(request, shown, now)

    def _now(self) -> Moment:
        return Moment(self._parts.clock.monotonic_ms(), self._parts.clock.utc_now())

    # Signing in

    async def _sign_in_page(self, request: Request) -> Response:
        # Asked for by itself it is the page's own: what a console began before is left.
        response = self._ways.sign_in_page(request, hand_over_id="")
        if self._entry.console_of(request):
            self._entry.leave(response)
        return response

    async def _sign_in(self, request: Request) -> Response:
        fields = await take_form(request)
        if isinstance(fields, Response):
            return fields
        email, now, caller = fields.get("email", ""), self._now(), visitor.caller_of(request)
        password, code = fields.get("password", ""), fields.get("second_factor", "")
        try:
            account = await self._parts.sign_in.check_password(caller, email, password, now)
            if isinstance(account, Refusal):
                return await self._ways.refuse(request, account, email=email, account=None, now=now)
            shown = await self._ways.second_step(caller, account, code, now)
            if not isinstance(shown, Refusal):
                return await self._entry.enter(request, shown, now)
            return await self._ways.refuse(request, shown, email=email, account=account, now=now)
        except (AuditUnwritableError, TooManyWaitingError):
            return render(request, "unavailable.html", status=503)

    async def _sign_out(self, request: Request, who: Visitor) -> Response:
        await self._parts.sign_in.end(
            visitor.caller_of(request), who.account, audit_log.token_hash(who.token), self._now()
        )
        response = RedirectResponse("/admin/sign-in", status_code=303)
        visitor.clear_cookie(response, is_secure=self._parts.is_secure)
        return response

    async def _language(self, request: Request) -> Response:
        language = request.path_params["language"]
        to = request.query_params.get("to", HOME)
        response = RedirectResponse(to if to.startswith("/admin") and "\\" not in to else HOME, status_code=303)
        if language in LANGUAGES:
            visitor.set_language(response, language, is_secure=self._parts.is_secure)
        return response

    async def _static(self, request: Request) -> Response:
        path = static_path(request.path_params["version"], request.path_params["name"])
        if path is None:
            return Response(status_code=404)
        return FileResponse(path, headers={"cache-control": "public, max-age=31536000, immutable"})

    # Sessions

    async def _home(self, _request: Request, _who: Visitor) -> Response:
        return RedirectResponse("/admin/sessions", status_code=303)

    async def _sessions(self, request: Request, who: Visitor) -> Response:
        asked = request.query_params
        query = SessionQuery(
            agents=await self._agents_of(who),
            search=asked.get("search", "")[:100],
            reason=asked.get("reason", "")[:32],
            right=_right(asked.get("right", "")),
            is_live={"live": True, "over": False}.get(asked.get("state", "")),
            category=asked.get("category", "")[:40],
            is_reported=asked.get("reported") == "yes" and who.may(Operation.SEE_REPORTS),
            unreported_agent=who.account.agent_id,
            since=read_day(asked.get("since", "")),
            until=day_after(read_day(asked.get("until", ""))),
            after=_cursor(asked.get("after", "")),
        )
        found = await self._parts.review.sessions(query)
        kept = {name: asked[name] for name in _FILTERS if asked.get(name)}
        more = ""
        if found.next is not None:
            more = urlencode({**kept, "after": f"{found.next.unix_ms}-{found.next.session_id}"})
        values = {
            "found": found,
            "asked": {**dict.fromkeys(_FILTERS, ""), **kept},
            "categories": await self._records.categories(),
            "may_see_report": may_see_report,
            "more": more,
            "query": urlencode({**kept, "after": asked.get("after", "")}),
            "rights": [right.value for right in Capability],
            "now": self._parts.clock.utc_now(),
        }
        return render(request, "sessions.html", visitor=who, values=values)

    async def _session(self, request: Request, who: Visitor) -> Response:
        session = await self._find(request, who)
        if session is None:
            return render(request, "missing.html", visitor=who, status=404)
        events = await self._parts.review.session_events(session.session_id)
        values = {
            "session": session,
            "events": events,
            "lanes": lanes.draw_lanes(event.record for event in events),
            "full": lanes.FULL,
            "is_going_on": is_going_on(session),
            "now": self._parts.clock.utc_now(),
            **await self._records.values_for(session, who),
        }
        # A person's program decides how many events there are, and who may see the page how often it is asked for.
        async with self._long_page:
            return await render_long(request, "session.html", visitor=who, values=values)

    async def _verify_session(self, request: Request, who: Visitor) -> Response:
        session = await self._find(request, who)
        if session is None:
            return render(request, "missing.html", visitor=who, status=404)
        report = await self._parts.proof.check_session(session.session_id)
        return render(request, "verdict.html", visitor=who, values={"report": report, "session": session})

    async def _export(self, request: Request, who: Visitor) -> Response:
        session = await self._find(request, who)
        if session is None:
            return render(request, "missing.html", visitor=who, status=404)
        data = await self._parts.proof.export_session(session.session_id, who.account, self._now())
        name = f"session-{session.session_id}.jsonl"
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type="application/jsonl", headers=headers)

    async def _find(self, request: Request, who: Visitor) -> SessionSummary | None:
        """The session, if there is one and they may see it; else they learn as little as of one that is not there."""
        session_id = request.path_params["session_id"]
        if not SID_PATTERN.fullmatch(session_id):
            return None
        session = await self._parts.review.session(session_id)
        agents = await self._agents_of(who)
        if session is None or agents is None:
            return session
        return session if session.agent_id in {f"agent:{each}" for each in agents} else None

    async def _agents_of(self, who: Visitor) -> frozenset[int] | None:
        """Whose sessions they may see; None for everybody's."""
        if who.may(Operation.SEE_ALL_SESSIONS):
            return None
        if who.may(Operation.SEE_TEAM_SESSIONS):
            return await self._parts.review.team_of(who.account)
        return frozenset({who.account.account_id})

    # People

    async def _accounts(self, request: Request, who: Visitor) -> Response:
        people = await self._parts.review.accounts()
        return render(request, "accounts.html", visitor=who, values={"people": people, "say": account_words})


def _right(text: str) -> Capability | None:
    return Capability(text) if text in set(Capability) else None


def _cursor(text: str) -> Cursor | None:
    unix_ms, _, session_id = text.partition("-")
    number = _number(unix_ms)
    return (
        Cursor(unix_ms=number, session_id=session_id)
        if number is not None and SID_PATTERN.fullmatch(session_id)
        else None
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX else None
