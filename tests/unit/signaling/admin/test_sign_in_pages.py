from dataclasses import replace
from datetime import UTC, date, datetime
from unittest.mock import sentinel

from signaling.admin.sign_in_pages import HOME, SignInPages, sign_in_id
from signaling.admin.visitor import Visitor
from signaling.domain.accounts import Account, Role
from signaling.domain.operations import Operation
from signaling.domain.ports import KeptSignIn, Moment, SignInKind
from tests.unit.signaling.admin.recorded_doors import RecordedDoors

SIGN_IN = KeptSignIn(
    token_hash=b"t" * 32, kind=SignInKind.CONSOLE, method="password", begun_unix_ms=1_000, used_unix_ms=2_000
)
SOMEBODY = Visitor(
    account=Account(
        account_id=1,
        email="ana@b.org",
        name="Ana",
        role=Role.AGENT,
        organisation="",
        created_on=date(2026, 11, 1),
        is_disabled=False,
        password_hash="x",
    ),
    token="0" * 32,
)


def test_looking_needs_nothing_and_ending_a_fresh_factor():
    recorded = RecordedDoors(Moment(0, datetime(2026, 11, 28, tzinfo=UTC)))
    pages = SignInPages(recorded.doors, sentinel.sign_in, sentinel.accounts)
    own = Operation.MANAGE_OWN_WAYS
    assert recorded.table(list(pages.routes())) == {
        ("GET", HOME): ("page", own),
        ("POST", f"{HOME}/others/end"): ("fresh_form", own),
        ("POST", f"{HOME}/{{sign_in_id}}/end"): ("fresh_form", own),
    }


def test_name_of_a_sign_in_on_a_page_is_another_for_each_reader_and_says_nothing_of_the_token():
    name = sign_in_id(SOMEBODY, SIGN_IN)
    assert len(name) == 32
    assert name != sign_in_id(SOMEBODY, replace(SIGN_IN, token_hash=b"u" * 32))
    assert name != sign_in_id(replace(SOMEBODY, token="1" * 32), SIGN_IN)
    assert name not in SIGN_IN.token_hash.hex()
