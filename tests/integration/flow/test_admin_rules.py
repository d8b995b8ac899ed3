"""A rule of the organisation in the two real programs: the person is not asked, the agent reads why."""

import asyncio
import json

from agent_console.domain.tab_controller import TabController
from agent_console.view_models.curtain import Curtain, curtain_of
from agent_console.view_models.presenter import present_tab
from client.view_models.presenter import present
from client.view_models.screens import SessionView
from shared.capability import Capability
from shared.clock import SystemClock
from shared.link_stats import LinkStats
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import OfferedFile
from shared.session.state import ClientState
from signaling.domain.accounts import Role
from tests.integration.flow.sides import Place, allow, pair, until
from tests.integration.server.running_server import add_account
from tests.integration.server.test_admin_page import Browser

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def _set(url: str, **rules: str) -> int:
    browser = Browser(url)
    assert browser.sign_in("maria@help.example").status == 303
    return browser.post("/admin/policies", {"key": browser.form_key} | rules).status


def _forbid(url: str, *rights: Capability) -> int:
    return _set(url, forbidden_rights=" ".join(right.value for right in rights))


async def test_forbidden_right_is_refused_by_the_person_s_program_also_for_a_console_that_does_not_care(place: Place):
    add_account(place.data_dir, "maria@help.example", Role.ADMIN)
    assert await asyncio.to_thread(_forbid, place.url, CONTROL) == 303
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    assert tab.machine.right_state(CONTROL) == "forbidden"
    tab.ask_for(CONTROL, "please")
    assert tab.machine.right_state(CONTROL) == "forbidden", "nothing was asked"
    # A console of somebody who left that out: the person's program says no by itself, and asks nobody.
    console.send_as_is(tab, peer.CapabilityRequest(request_id=77, capability=CONTROL, reason="please"))
    console.send_as_is(tab, peer.CapabilityRequest(request_id=78, capability=Capability.CLIPBOARD_TO_USER))
    await until(lambda: client.machine.consent.prompt is not None)
    assert client.machine.consent.prompt.capability is Capability.CLIPBOARD_TO_USER, "what is not forbidden is asked"
    assert not client.machine.consent.may_offer(CONTROL)
    assert not client.control.is_on


async def test_session_in_which_nothing_may_be_seen_says_so(place: Place):
    add_account(place.data_dir, "maria@help.example", Role.ADMIN)
    assert await asyncio.to_thread(_forbid, place.url, VIEW, Capability.FILE_TO_USER) == 303
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await until(lambda: tab.machine.is_on_record)
    view = present_tab(1, tab, title="417", stats=LinkStats(), server_host="x")
    assert curtain_of(view, has_picture=False) is Curtain.FORBIDDEN
    assert (view.may_send_files, view.are_files_forbidden) == (False, True)
    assert client.machine.consent.prompt is None


BLANKS = ["", "     ", "\u200b\u200d\u2060\ufeff" * 5, "\u3164\u115f\uffa0" * 5, "...", "\u202e\u202e ok"]


async def test_program_that_leaves_the_reason_out_is_refused_and_the_person_is_asked_nothing(place: Place):
    add_account(place.data_dir, "maria@help.example", Role.ADMIN)
    assert await asyncio.to_thread(_set, place.url, reason_rights="view control") == 303
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await until(lambda: tab.machine.is_on_record)
    assert tab.machine.right_state(VIEW) == "off", "our own console asks for nothing by itself"
    tab.ask_for(VIEW, "  \u200b ")
    assert tab.machine.right_state(VIEW) == "off"
    answers: list[peer.CapabilityAnswer] = []
    _listen(tab, answers)
    # A console of somebody who left that out, or fills the field with what nobody sees.
    for number, blank in enumerate(BLANKS, start=70):
        console.send_as_is(tab, peer.CapabilityRequest(request_id=number, capability=VIEW, reason=blank))
    await until(lambda: len(answers) == len(BLANKS))
    # After three of them it is not heard any more, so that it cannot fill the record.
    assert [answer.outcome for answer in answers] == ["reason_needed"] * 3 + ["unavailable"] * (len(BLANKS) - 3)
    assert client.machine.consent.prompt is None
    assert client.on == frozenset()
    journal = [json.loads(line) for line in client.journal_path.read_text().splitlines()]
    refused = [entry for entry in journal if entry.get("type") == "session:consent:denied"]
    assert [entry["data"]["source"] for entry in refused] == ["no_reason"] * 3
    assert not [entry for entry in journal if entry.get("type") == "session:consent:asked"]
    assert client.machine.state is ClientState.BOUND, "the record took these entries, and nothing ended"


async def test_reason_in_words_is_asked_with_and_every_other_way_to_ask_wants_one_too(place: Place):
    add_account(place.data_dir, "maria@help.example", Role.ADMIN)
    wanted = "view control file_to_user file_from_user clipboard_to_user"
    assert await asyncio.to_thread(_set, place.url, reason_rights=wanted) == 303
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await until(lambda: tab.machine.is_on_record)
    tab.ask_for(VIEW, "to see the printer")
    await until(lambda: client.machine.consent.prompt is not None)
    assert client.machine.consent.prompt.reason == "to see the printer"
    await client.answer()
    await until(lambda: VIEW in tab.machine.on)
    answers: list[peer.CapabilityAnswer] = []
    _listen(tab, answers)
    for message in (
        peer.CapabilityRequest(request_id=80, capability=CONTROL),
        peer.CapabilityRequest(request_id=81, capability=Capability.CLIPBOARD_TO_USER, reason="\u200b"),
        peer.ScreenRequest(request_id=82, monitor_ids=[2]),
        peer.FileRequest(request_id=2_000_900, reason=" "),
        peer.FileOffer(
            request_id=1_000_900,
            batch_id=900,
            file_count=1,
            total_bytes=1,
            first_index=0,
            files=[OfferedFile(path="a.txt", size_bytes=1)],
        ),
    ):
        console.send_as_is(tab, message)
    await until(lambda: len(answers) == 5)
    assert {answer.outcome for answer in answers} == {"reason_needed"}
    assert client.machine.consent.prompt is None
    assert Capability.CLIPBOARD_FROM_USER not in tab.machine.needs_reason
    console.send_as_is(tab, peer.CapabilityRequest(request_id=83, capability=Capability.CLIPBOARD_FROM_USER))
    await until(lambda: client.machine.consent.prompt is not None)


async def test_control_lasts_as_long_as_the_rule_lets_it_and_both_read_that(place: Place):
    add_account(place.data_dir, "maria@help.example", Role.ADMIN)
    assert await asyncio.to_thread(_set, place.url, right_minutes="control=2") == 303
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW)
    tab.ask_for(CONTROL, "to click there")
    await until(lambda: client.machine.consent.prompt is not None)
    view = present(client.controller, now_ms=SystemClock().monotonic_ms(), panic_keys=None, server_host="x")
    assert isinstance(view, SessionView)
    assert view.question is not None
    assert view.question.lasts_ms == 120_000, "the person reads it with the question"
    await client.answer()
    await until(lambda: CONTROL in tab.machine.on)
    (grant,) = (grant for grant in client.machine.consent.grants if grant.capability is CONTROL)
    assert grant.ends_mono_ms == grant.granted_mono_ms + 120_000
    await until(lambda: CONTROL in tab.person.ends(tab.machine.on))
    told = tab.person.ends(tab.machine.on)[CONTROL]
    assert not told.is_idle
    assert told.at_mono_ms - SystemClock().monotonic_ms() <= 120_000


def _listen(tab: TabController, answers: list[peer.CapabilityAnswer]) -> None:
    """Hear the answers of the person's program beside the flow that takes them."""
    take = tab.handle_peer_message

    def hear(label: peer.ChannelLabel, data: bytes) -> None:
        message = codec.decode_from_client(data, label)
        if isinstance(message, peer.CapabilityAnswer):
            answers.append(message)
        take(label, data)

    tab.handle_peer_message = hear
