from datetime import date

import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import (
    ROLE_MAY,
    Account,
    Role,
    clean_name,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana  Pop", "Ana Pop"),
        (" Ana\nPop\t", "Ana Pop"),
        ("Ana\u202ePop", "AnaPop"),
        ("\x1b[2JAna", "[2JAna"),
        ("Șerban Țîrdea", "Șerban Țîrdea"),
        ("", None),
        ("\u200b\u202e", None),
        ("\u3164\u2800", None),
        ("x" * 81, None),
    ],
)
def test_clean_name(typed: str, kept: str | None):
    assert clean_name(typed) == kept


def test_role_table_names_every_role_and_only_agents_and_leads_reach_screens():
    assert set(ROLE_MAY) == set(Role)
    assert {role for role, may in ROLE_MAY.items() if wire.Claim in may} == {Role.AGENT, Role.LEAD}
    assert ROLE_MAY[Role.ADMIN] == ROLE_MAY[Role.AUDITOR] == frozenset({wire.SignOut})


def test_account_shows_no_hash_and_makes_its_card():
    account = Account(
        account_id=7,
        email="ana@mail.example.org",
        name="Ana",
        role=Role.AGENT,
        organisation="",
        created_on=date(2026, 11, 22),
        is_disabled=False,
        password_hash="$argon2id$secret",
    )
    assert "secret" not in repr(account)
    assert "ana@" not in repr(account)
    card = account.card("Helpdesk")
    assert (card.agent_id, card.organisation, card.domain) == ("agent:7", "Helpdesk", "mail.example.org")
    assert card.account_created_on == "2026-11-22"
