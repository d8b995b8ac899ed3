"""What the agent sees at each step of the flow."""

from agent_console.view_models.presenter import present_account, present_tab
from agent_console.view_models.screens import BrowserView, SignedInView, SignInView, TabView
from shared.capability import Capability
from shared.errors import SignalingError
from shared.link_stats import LinkStats
from shared.protocol import browser_messages as browser
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from tests.fakes.flow_ports import MONITOR
from tests.fakes.home import WELCOME
from tests.fakes.office import Office

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def account_of(office: Office) -> SignInView | SignedInView:
    return present_account(office.controller, server_url="wss://help.example", server_host="help.example")


def tab_of(office: Office) -> TabView:
    tab = office.controller.tabs[1]
    return present_tab(1, tab, title=tab.title, stats=LinkStats(), server_host="help.example")


def test_presenter_sign_in_page_is_busy_then_says_what_was_wrong():
    office = Office()
    office.controller.handle_server_reached(WELCOME)
    office.controller.sign_in("ana@example.org", "wrong")
    busy = account_of(office)
    assert isinstance(busy, SignInView)
    assert (busy.is_busy, busy.email, busy.trouble) == (True, "ana@example.org", None)
    office.server.answer(signaling.SignIn, SignalingError("sign_in_refused"))
    refused = account_of(office)
    assert isinstance(refused, SignInView)
    assert refused.trouble is not None
    assert (refused.is_busy, refused.trouble.code) == (False, "sign_in_refused")


def test_presenter_account_knows_when_a_code_is_being_asked_about():
    office = Office().sign_in()
    office.type_code()
    claiming = account_of(office)
    assert isinstance(claiming, SignedInView)
    assert claiming.is_claiming
    office.server.answer(signaling.Claim, SignalingError("code_unknown"))
    told = account_of(office)
    assert isinstance(told, SignedInView)
    assert told.code_trouble is not None
    assert (told.is_claiming, told.code_trouble.code) == (False, "code_unknown")


def test_presenter_tab_goes_from_pairing_to_live_to_ended():
    office = Office().sign_in()
    tab = office.to_bound()
    assert tab_of(office).stage == "verified"
    assert tab_of(office).cover == "no_view"
    assert tab_of(office).problem == "no sound"
    office.report(epoch=0)
    copied = {Capability.CLIPBOARD_TO_USER: "off", Capability.CLIPBOARD_FROM_USER: "off"}
    assert tab_of(office).rights == {VIEW: "asked", CONTROL: "off", **copied}
    office.report(VIEW)
    office.hear(peer.MonitorLayout(layout_id=1, monitors=[MONITOR], shared_ids=[1]))
    live = tab_of(office)
    assert (live.stage, live.cover, live.shared_ids) == ("live", "none", (1,))
    office.report(VIEW, CONTROL, epoch=5, cover="asking")
    assert tab_of(office).cover == "asking"
    tab.end()
    assert (tab_of(office).stage, tab_of(office).end_reason) == ("ended", "agent_left")


def test_presenter_silent_line_covers_the_old_picture():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(VIEW)
    office.clock.now_ms += 3_100
    tab.tick()
    assert tab_of(office).cover == "stalled"


def test_presenter_tells_that_a_question_took_the_reason_along():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(VIEW)
    tab.ask_for(VIEW, "it is on already")
    assert tab_of(office).reasons_sent == 0
    tab.ask_for(CONTROL, "to click")
    assert tab_of(office).reasons_sent == 1


def test_presenter_browser_sign_in_is_asked_for_first_and_then_has_number_and_our_own_address():
    office = Office()
    office.controller.handle_server_reached(WELCOME)
    office.controller.sign_in_with_browser(False)
    view = present_account(
        office.controller, server_url="wss://help.example/v1/signaling", server_host="help.example"
    )
    assert isinstance(view, SignInView)
    assert (view.browser, view.is_busy) == (BrowserView(), False)
    begun = browser.BrowserSignInBegun(request_id=1, hand_over_id="a" * 32, number="0007", expires_in_ms=300_000)
    office.server.answer(browser.BeginBrowserSignIn, begun)
    view = present_account(
        office.controller, server_url="wss://help.example/v1/signaling", server_host="help.example"
    )
    assert isinstance(view, SignInView)
    assert view.browser == BrowserView(number="0007", address=f"https://help.example/admin/console/{'a' * 32}")
