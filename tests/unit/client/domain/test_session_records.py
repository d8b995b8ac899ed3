"""One record is written, others wait for their seal, and each session leaves a receipt and no open file."""

from shared.capability import Capability
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev
from tests.fakes.home import SEAL, SESSION, Home

VIEW = Capability.VIEW


def test_session_records_file_is_closed_with_the_session_while_the_seal_still_waits():
    home = Home().to_bound().allow(VIEW)
    assert not home.journal.is_closed
    home.stop()
    assert home.journal.is_closed
    assert not home.controller.is_settled
    home.commit()
    home.seal()
    assert home.controller.is_settled


def test_session_records_seal_of_the_server_reaches_the_receipt():
    home = Home().to_bound().allow(VIEW)
    home.stop()
    assert home.controller.receipt is not None
    assert not home.controller.receipt.is_sealed
    home.commit()
    home.seal()
    assert home.controller.receipt.seal == SEAL


def test_session_records_ended_by_the_server_with_its_seal_leave_a_sealed_receipt():
    home = Home().to_bound().allow(VIEW)
    home.tell(signaling.SessionClosed(session_id=SESSION, reason="admin_ended", seal=SEAL))
    assert home.controller.receipt is not None
    assert (home.controller.receipt.reason, home.controller.receipt.seal) == ("admin_ended", SEAL)
    assert home.controller.is_settled


def test_session_records_next_session_begins_without_the_last_ones_receipt():
    home = Home().to_bound().allow(VIEW)
    home.stop()
    home.commit()
    home.seal()
    home.controller.dispatch(ev.HomeRequested())
    home.to_bound()
    assert home.controller.receipt is None
