"""The pages about what was said of sessions: record, report and receipt, erasing, and the kinds of problem."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from shared.protocol.limits import CATEGORIES_MAX, CATEGORY_NAME_MAX_CHARS
from shared.protocol.text import clean_text
from signaling.admin import record_words, visitor
from signaling.admin.doors import Doors
from signaling.admin.render import render
from signaling.admin.visitor import Visitor
from signaling.domain.operations import Operation
from signaling.domain.review import SessionSummary
from signaling.domain.session_record import Author, Category, RecordLedger

_ID_MAX_CHARS = 40
_PLACE_MAX_DIGITS = 5
_ID_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,39}")

_Find = Callable[[Request, Visitor], Awaitable[SessionSummary | None]]


def may_see_report(who: Visitor, session: SessionSummary) -> bool:
    """A report is for those who look after agents, and never for the very agent it is about."""
    return who.may(Operation.SEE_REPORTS) and session.agent_id != who.account.agent_id


class RecordPages:
    """What `AdminSite` puts beside its own pages."""

    def __init__(self, doors: Doors, records: RecordLedger, find: _Find) -> None:
        """Take the doors, what is kept, and what finds the session of a request for those who may see it."""
        self._doors = doors
        self._records = records
        self._find = find

    def routes(self) -> list[Route]:
        """Handing out a receipt and erasing ask for a fresh code, as all that cannot be taken back."""
        page, form, fresh = self._doors.page, self._doors.form, self._doors.fresh_form
        of_session = "/admin/sessions/{session_id}"
        return [
            Route(f"{of_session}/receipt", fresh(self._receipt, Operation.SEE_REPORTS), methods=["POST"]),
            Route(f"{of_session}/erase", page(self._erase_page, Operation.ERASE_RECORD)),
            Route(f"{of_session}/erase", fresh(self._erase, Operation.ERASE_RECORD), methods=["POST"]),
            Route("/admin/categories", page(self._categories, Operation.CHANGE_CATEGORIES)),
            Route("/admin/categories", form(self._add, Operation.CHANGE_CATEGORIES), methods=["POST"]),
            Route("/admin/categories/{category_id}", page(self._category, Operation.CHANGE_CATEGORIES)),
            Route("/admin/categories/{category_id}", form(self._save, Operation.CHANGE_CATEGORIES), methods=["POST"]),
        ]

    async def values_for(self, session: SessionSummary, who: Visitor) -> dict[str, Any]:
        """What the page of one session shows of its record."""
        return {
            "record": await self._records.read(session.session_id),
            "categories": await self.categories(),
            "has_report": may_see_report(who, session),
            "record_words": record_words,
        }

    async def categories(self) -> dict[str, Category]:
        """All kinds of problem by their id, in order."""
        return {each.category_id: each for each in await self._records.categories()}

    async def _receipt(self, request: Request, who: Visitor) -> Response:
        session = await self._find(request, who)
        if session is None or not may_see_report(who, session):
            return render(request, "missing.html", visitor=who, status=404)
        receipt = await self._records.take_receipt(session.session_id, self._author(request, who))
        if receipt is None:
            return render(request, "missing.html", visitor=who, status=404)
        name = f"receipt-{session.session_id}.json"
        headers = {"content-disposition": f'attachment; filename="{name}"', "x-content-type-options": "nosniff"}
        return Response(receipt, media_type="application/octet-stream", headers=headers)

    async def _erase_page(self, request: Request, who: Visitor) -> Response:
        session = await self._find(request, who)
        if session is None:
            return render(request, "missing.html", visitor=who, status=404)
        record = await self._records.read(session.session_id)
        return render(request, "erase.html", visitor=who, values={"session": session, "record": record})

    async def _erase(self, request: Request, who: Visitor) -> Response:
        session = await self._find(request, who)
        if session is None:
            return render(request, "missing.html", visitor=who, status=404)
        await self._records.erase(session.session_id, self._author(request, who))
        return RedirectResponse(f"/admin/sessions/{session.session_id}", status_code=303)

    # Kinds of problem

    async def _categories(self, request: Request, who: Visitor) -> Response:
        return await self._show_categories(request, who)

    async def _category(self, request: Request, who: Visitor) -> Response:
        found = await self.categories()
        category = found.get(request.path_params["category_id"])
        if category is None:
            return render(request, "missing.html", visitor=who, status=404)
        place = list(found).index(category.category_id)
        return self._show_category(request, who, category, place=place, count=len(found))

    async def _add(self, request: Request, who: Visitor) -> Response:
        found = await self.categories()
        category, trouble = _read_category(request.state.fields, "")
        if not trouble and sum(each.is_offered for each in found.values()) >= CATEGORIES_MAX:
            trouble = "too_many"
        if trouble:
            return await self._show_categories(request, who, trouble=trouble, filled=category)
        category = replace(category, category_id=_new_id(category.en, set(found)), is_offered=True)
        await self._records.save_categories((*found.values(), category), self._author(request, who))
        return RedirectResponse("/admin/categories", status_code=303)

    async def _save(self, request: Request, who: Visitor) -> Response:
        found = await self.categories()
        before = found.pop(request.path_params["category_id"], None)
        if before is None:
            return render(request, "missing.html", visitor=who, status=404)
        fields = request.state.fields
        category, trouble = _read_category(fields, before.category_id)
        others = list(found.values())
        place = _read_place(fields.get("place", ""), len(others))
        if not trouble and category.is_offered and sum(each.is_offered for each in others) >= CATEGORIES_MAX:
            trouble = "too_many"
        if trouble:
            return self._show_category(request, who, category, place=place, count=len(others) + 1, trouble=trouble)
        wanted = (*others[:place], category, *others[place:])
        await self._records.save_categories(wanted, self._author(request, who))
        return RedirectResponse("/admin/categories", status_code=303)

    async def _show_categories(
        self, request: Request, who: Visitor, *, trouble: str = "", filled: Category | None = None
    ) -> Response:
        values = {
            "categories": await self.categories(),
            "trouble": trouble,
            "filled": filled or Category(category_id="", en=""),
            "name_max": CATEGORY_NAME_MAX_CHARS,
            "most": CATEGORIES_MAX,
        }
        return render(request, "categories.html", visitor=who, status=400 if trouble else 200, values=values)

    @staticmethod
    def _show_category(
        request: Request, who: Visitor, category: Category, *, place: int, count: int, trouble: str = ""
    ) -> Response:
        values = {
            "category": category,
            "place": place,
            "count": count,
            "trouble": trouble,
            "name_max": CATEGORY_NAME_MAX_CHARS,
            "most": CATEGORIES_MAX,
        }
        return render(request, "category.html", visitor=who, status=400 if trouble else 200, values=values)

    def _author(self, request: Request, who: Visitor) -> Author:
        return Author(actor=who.account.actor, now=self._doors.now(), caller=visitor.caller_of(request))


def _read_category(fields: dict[str, str], category_id: str) -> tuple[Category, str]:
    """What a form says, and what is wrong with it: `no_name`, or nothing."""
    english, russian, romanian = (
        clean_text(fields.get(language, ""), CATEGORY_NAME_MAX_CHARS) for language in ("en", "ru", "ro")
    )
    is_offered = fields.get("offered") == "yes"
    category = Category(category_id=category_id, en=english, ru=russian, ro=romanian, is_offered=is_offered)
    return category, "" if english else "no_name"


def _read_place(text: str, most: int) -> int:
    """From the number a form says, from 1, the place from 0; the last one for what is no number."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _PLACE_MAX_DIGITS
    return max(0, min(int(text) - 1, most)) if is_number else most


def _new_id(name: str, taken: set[str]) -> str:
    """From the English name what the record calls it for ever: never that of another one."""
    stem = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[: _ID_MAX_CHARS - 4]
    stem = stem if _ID_PATTERN.fullmatch(stem) else "kind"
    number = 1
    while (found := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return found
