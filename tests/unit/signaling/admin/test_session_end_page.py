from datetime import UTC, datetime

from signaling.admin.session_end_page import SessionEndPage
from signaling.domain.operations import Operation
from signaling.domain.ports import Moment
from tests.unit.signaling.admin.recorded_doors import RecordedDoors

NOW = Moment(0, datetime(2026, 11, 27, tzinfo=UTC))


def test_question_is_a_page_and_the_end_asks_for_a_fresh_factor():
    recorded = RecordedDoors(NOW)
    page = SessionEndPage(recorded.doors, None, None)
    assert recorded.table(page.routes()) == {
        ("GET", "/admin/sessions/{session_id}/end"): ("page", Operation.END_SESSION),
        ("POST", "/admin/sessions/{session_id}/end"): ("fresh_form", Operation.END_SESSION),
    }
