from datetime import UTC, date, datetime

import pytest

from signaling.admin.record_pages import _new_id, _read_category, _read_place, may_see_report
from signaling.admin.visitor import Visitor
from signaling.domain.accounts import Account, Role
from signaling.domain.ports import SessionStage
from signaling.domain.review import SessionSummary
from signaling.domain.session_record import Category


def _visitor(role: Role, account_id: int = 1) -> Visitor:
    account = Account(
        account_id=account_id, email="a@b.org", name="Ana", role=role, organisation="", created_on=date(2026, 1, 1),
        is_disabled=False, password_hash="x",
    )  # fmt: skip
    return Visitor(account=account, token="0" * 32)


SESSION = SessionSummary(
    session_id="a" * 32, agent_id="agent:7", agent_name="Ben", agent_email="ben@b.org", organisation="",
    stage=SessionStage.CLOSED, reason="user_stopped", rights=(), events=3,
    began_at=datetime(2026, 11, 22, tzinfo=UTC), ended_at=datetime(2026, 11, 22, 1, tzinfo=UTC), is_reported=True,
)  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_a_report_is_seen_by_those_who_look_after_agents_but_never_by_its_agent(role: Role):
    assert may_see_report(_visitor(role), SESSION) == (role is not Role.AGENT)
    assert not may_see_report(_visitor(role, account_id=7), SESSION)


def test_a_name_in_english_is_needed_and_names_are_made_harmless():
    assert _read_category({"ru": "Печать"}, "x")[1] == "no_name"
    assert _read_category({"en": " \u202e "}, "x")[1] == "no_name"
    category, trouble = _read_category({"en": "Phone\x07s", "ro": "T" * 99, "offered": "yes"}, "phone")
    assert trouble == ""
    assert category == Category(category_id="phone", en="Phones", ro="T" * 40)
    assert not _read_category({"en": "a"}, "x")[0].is_offered


@pytest.mark.parametrize(
    ("text", "place"), [("1", 0), ("3", 2), ("0", 0), ("99999", 5), ("", 5), ("-1", 5), ("x", 5), ("9" * 40, 5)]
)
def test_a_place_that_is_none_is_the_last(text: str, place: int):
    assert _read_place(text, 5) == place


def test_an_id_is_made_of_the_name_once_and_never_of_another_kind():
    assert _new_id("Phone & Tablet", set()) == "phone_tablet"
    assert _new_id("Phone & Tablet", {"phone_tablet", "phone_tablet_2"}) == "phone_tablet_3"
    assert _new_id("Телефон", set()) == "kind"
    assert _new_id("3D printer", {"kind"}) == "kind_2"
    assert len(_new_id("w" * 80, {"w" * 36})) <= 40
