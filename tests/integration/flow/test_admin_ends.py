"""An admin ends a session of the two real programs from the page, while the agent sees and controls."""

import asyncio
import time

from client.domain.receipt import encode_receipt
from shared.capability import Capability
from shared.session.state import AgentState, ClientState
from signaling.domain.accounts import Role
from tests.integration.flow.sides import Place, allow, pair, until
from tests.integration.flow.test_whole_way import export, verify
from tests.integration.server.running_server import add_account
from tests.integration.server.test_admin_page import Browser

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def _end(url: str, session_id: str) -> int:
    browser = Browser(url)
    assert browser.sign_in("maria@help.example").status == 303
    return browser.post(f"/admin/sessions/{session_id}/end", {"key": browser.form_key}).status


async def test_both_programs_end_with_the_reason_and_the_person_keeps_a_sealed_receipt(place: Place):
    add_account(place.data_dir, "maria@help.example", Role.ADMIN)
    client, console = await place.client(), await place.console()
    tab = await pair(client, console)
    await allow(client, tab, VIEW, CONTROL)
    started = time.monotonic()
    assert await asyncio.to_thread(_end, place.url, tab.session_id) == 303
    await until(lambda: client.machine.state is ClientState.ENDED)
    assert (client.control.is_on, client.picture.shown) == (False, None)
    await until(lambda: tab.machine.state is AgentState.ENDED)
    assert time.monotonic() - started < 5
    assert client.machine.end_reason == tab.machine.end_reason == "admin_ended"
    # The rights that ended stand in the record, signed by the person's program, before the seal.
    await until(lambda: client.controller.receipt.is_sealed)
    record = export(place.data_dir, place.folder)
    receipt = place.folder / "receipt.json"
    receipt.write_text(encode_receipt(client.controller.receipt))
    code, said = verify(record, "--receipt", str(receipt))
    assert code == 0, said
    lines = record.read_text().splitlines()
    assert sum('"session:consent:revoked"' in line for line in lines) == 2
    closing = next(line for line in lines if '"session:life:closed"' in line)
    assert '"reason":"admin_ended"' in closing
    assert '"kind":"agent"' in closing
