"""A rule of the organisation in the two real programs: the person is not asked, the agent reads why."""

import asyncio

from agent_console.view_models.curtain import Curtain, curtain_of
from agent_console.view_models.presenter import present_tab
from shared.capability import Capability
from shared.link_stats import LinkStats
from shared.protocol import peer_messages as peer
from signaling.domain.accounts import Role
from tests.integration.flow.sides import Place, allow, pair, until
from tests.integration.server.running_server import add_account
from tests.integration.server.test_admin_page import Browser

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def _forbid(url: str, *rights: Capability) -> int:
    browser = Browser(url)
    assert browser.sign_in("maria@help.example").status == 303
    forbidden = " ".join(right.value for right in rights)
    return browser.post("/admin/policies", {"key": browser.form_key, "forbidden_rights": forbidden}).status


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
