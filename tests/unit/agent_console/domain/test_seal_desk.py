from agent_console.domain.seal_desk import SealDesk
from agent_console.domain.seal_keeper import SealedSession, SealKeeper
from tests.fakes.flow_ports import StepClock
from tests.unit.agent_console.domain.test_seal_keeper import SESSION, SID, MemorySeals, closed


def test_the_seal_of_a_session_whose_tab_is_gone_is_kept_once():
    desk = SealDesk(SealKeeper(MemorySeals(), StepClock()))
    assert not desk.take(closed(), None), "nobody knows that session"
    desk.leave(SESSION)
    assert desk.take(closed(), None)
    assert desk.verdict_of(SID) == "kept"
    assert not desk.take(closed(), None)


def test_only_so_many_left_sessions_are_remembered():
    store = MemorySeals()
    desk = SealDesk(SealKeeper(store, StepClock()))
    desk.leave(SESSION)
    desk.leave(None)
    for number in range(32):
        desk.leave(SealedSession(session_id=f"{number:032x}", origin="wss://help.example", client_key=b"k" * 32))
    assert not desk.take(closed(), None)
    assert desk.verdict_of(SID) is None


def test_without_a_keeper_nothing_is_found():
    assert not SealDesk(None).take(closed(), SESSION)
