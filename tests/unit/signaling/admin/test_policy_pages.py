from datetime import UTC, datetime

from signaling.admin.policy_pages import PolicyPages
from signaling.domain.operations import Operation
from signaling.domain.ports import Moment
from tests.unit.signaling.admin.recorded_doors import RecordedDoors


def test_auditors_look_and_only_admins_with_a_fresh_factor_change():
    recorded = RecordedDoors(Moment(0, datetime(2026, 11, 27, tzinfo=UTC)))
    assert recorded.table(PolicyPages(recorded.doors, None).routes()) == {
        ("GET", "/admin/policies"): ("page", Operation.SEE_POLICIES),
        ("POST", "/admin/policies/check"): ("form", Operation.CHANGE_POLICIES),
        ("POST", "/admin/policies"): ("fresh_form", Operation.CHANGE_POLICIES),
    }
