"""What the person sees at each step of the flow."""

from client.domain.ports import InputCounts
from client.view_models.presenter import present
from client.view_models.screens import ClientView, CodeStage, CodeView, EndedView, HomeView, SessionView
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev
from shared.session.story import StoryEntry, StoryKind
from tests.fakes.flow_ports import MONITOR
from tests.fakes.home import WELCOME, Home

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def view_of(home: Home) -> ClientView:
    return present(
        home.controller, now_ms=home.clock.now_ms, panic_keys="Ctrl+Alt+Shift+X", server_host="help.example"
    )


def test_presenter_follows_the_person_from_home_to_receipt():
    home = Home()
    assert view_of(home) == HomeView(problem="", trouble=None)
    home.controller.dispatch(ev.HelpRequested(problem="no sound"))
    waiting = view_of(home)
    assert isinstance(waiting, CodeView)
    assert waiting.stage is CodeStage.CONNECTING
    home = Home()
    code = home.to_code()
    shown = view_of(home)
    assert isinstance(shown, CodeView)
    assert (shown.stage, shown.code) == (CodeStage.WAITING, code)
    home.claim()
    checking = view_of(home)
    assert isinstance(checking, CodeView)
    assert (checking.stage, checking.code) == (CodeStage.CHECKING, None)
    assert checking.helper is not None
    assert checking.helper.name == "Ana Pop"


def test_presenter_session_shows_question_rights_and_shared_monitor():
    home = Home().to_bound()
    second = peer.Monitor(
        monitor_id=2, name="HDMI-1", x_px=1920, y_px=60, width_px=800, height_px=600, is_primary=False
    )
    home.picture.displays = (MONITOR, second)
    home.controller.tick()
    home.ask(VIEW)
    asking = view_of(home)
    assert isinstance(asking, SessionView)
    assert asking.question is not None
    assert [(choice.monitor_id, choice.x_px, choice.y_px) for choice in asking.question.monitors] == [
        (1, 0, 0),
        (2, 1920, 60),
    ], "the frame around a display needs to know where it stands"
    assert asking.rights == ()
    assert asking.shared_monitors == ()
    home.say()
    home.commit()
    seen = view_of(home)
    assert isinstance(seen, SessionView)
    assert [right.capability for right in seen.rights] == [VIEW]
    assert [monitor.monitor_id for monitor in seen.shared_monitors] == [1]
    home.ask(CONTROL)
    control = view_of(home)
    assert isinstance(control, SessionView)
    assert control.question is not None
    assert control.question.monitors == (), "control is of what is seen; there is nothing to choose"


def test_presenter_trouble_with_the_record_is_said_during_the_session():
    home = Home().to_bound().allow(VIEW)
    home.journal.is_full = True
    home.controller.dispatch(ev.RightTakenBack(capability=VIEW))
    view = view_of(home)
    assert isinstance(view, SessionView)
    assert view.record_trouble is not None
    assert view.record_trouble.code == "journal_unwritable"
    assert view.is_paused


def test_presenter_end_carries_the_receipt_and_says_when_it_is_sealed():
    home = Home().to_bound().allow(VIEW)
    home.recording.counts = InputCounts(keys_down=1, clicks=0, moves=0, first_mono_ms=1, last_mono_ms=2)
    home.stop()
    ended = view_of(home)
    assert isinstance(ended, EndedView)
    assert ended.reason == "user_stopped"
    assert not ended.is_sealed
    assert [total.capability for total in ended.totals] == [VIEW]
    home.commit()
    home.seal()
    sealed = view_of(home)
    assert isinstance(sealed, EndedView)
    assert sealed.is_sealed


def test_presenter_trouble_names_the_server():
    home = Home()
    home.controller.handle_server_lost("certificate_invalid", "expired")
    view = view_of(home)
    assert isinstance(view, HomeView)
    assert view.trouble is not None
    assert view.trouble.fields == {"host": "help.example", "detail": "expired"}


def test_presenter_says_who_vouches_by_the_server_dialled_and_shows_the_number_to_compare():
    home = Home().to_bound()
    view = view_of(home)
    assert isinstance(view, SessionView)
    assert view.helper.domain == "help.example", "the card's own word on that is nobody's check"
    assert len(view.helper.verified_digits.replace(" ", "")) == 6
    assert view.helper.verified_digits.replace(" ", "").isdigit()


def test_present_shown_code_waits_for_a_server_that_is_away_and_says_when_it_changed():
    home = Home()
    code = home.to_code()
    home.controller.handle_server_lost("server_unreachable", "")
    away = view_of(home)
    assert isinstance(away, CodeView)
    assert away.trouble is not None
    assert (away.stage, away.code, away.trouble.code) == (CodeStage.AWAY, code, "code_waits")
    home.controller.handle_server_reached(WELCOME)
    other = signaling.Allocated(request_id=1, slot_id="d" * 32, nameplate="418", expires_in_ms=600_000)
    home.server.answer(signaling.Allocate, other)
    changed = view_of(home)
    assert isinstance(changed, CodeView)
    assert changed.trouble is not None
    assert (changed.stage, changed.trouble.code) == (CodeStage.WAITING, "code_changed")


def test_present_second_use_of_the_code_is_said_while_checking_and_until_something_is_allowed():
    home = Home()
    home.to_code()
    home.claim()
    home.tell(signaling.Error(code="code_taken"))
    checking = view_of(home)
    assert isinstance(checking, CodeView)
    assert checking.trouble is not None
    assert checking.trouble.code == "code_contested"
    home.exchange()
    home.describe()
    home.bind()
    session = view_of(home)
    assert isinstance(session, SessionView)
    assert session.notice == "code_contested"
    home.allow(VIEW)
    session = view_of(home)
    assert isinstance(session, SessionView)
    assert session.notice is None


def test_present_talk_is_in_the_session_and_afterwards_in_the_receipt():
    home = Home().to_bound().allow(VIEW)
    home.hear(peer.ChatMessage(message_id=1, text="hello"))
    session = view_of(home)
    assert isinstance(session, SessionView)
    assert (session.talk.unread_count, session.talk.newest_unread, session.talk.may_write) == (1, "hello", True)
    home.stop()
    ended = view_of(home)
    assert isinstance(ended, EndedView)
    kinds = [item.kind for item in ended.stream if isinstance(item, StoryEntry)]
    assert kinds == [StoryKind.CONNECTED, StoryKind.RIGHT_ASKED, StoryKind.RIGHT_ON, StoryKind.ENDED]
