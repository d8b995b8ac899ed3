from datetime import UTC, datetime

from signaling.admin.account_pages import AccountPages, AccountParts
from signaling.domain.operations import Operation
from signaling.domain.ports import Moment
from tests.unit.signaling.admin.recorded_doors import RecordedDoors

NOW = Moment(0, datetime(2026, 11, 27, tzinfo=UTC))

CHANGE = Operation.CHANGE_ACCOUNTS


def test_everything_is_for_who_changes_accounts_and_what_changes_asks_for_a_fresh_factor():
    recorded = RecordedDoors(NOW)
    parts = AccountParts(**dict.fromkeys(AccountParts.__slots__))
    assert recorded.table(AccountPages(recorded.doors, parts).routes()) == {
        ("GET", "/admin/accounts/new"): ("page", CHANGE),
        ("POST", "/admin/accounts/new/check"): ("form", CHANGE),
        ("POST", "/admin/accounts/new"): ("fresh_form", CHANGE),
        ("GET", "/admin/accounts/{account_id}"): ("page", CHANGE),
        ("POST", "/admin/accounts/{account_id}/check"): ("form", CHANGE),
        ("POST", "/admin/accounts/{account_id}"): ("fresh_form", CHANGE),
    }
