"""Codes that do not work: wrong, used, run out; both are told, and the next code is as good as ever."""

import pytest

from shared.pairing.code import PairingCode, parse_code
from shared.session import events as ev
from shared.session.state import AgentState, ClientState
from tests.integration.flow.sides import ClientSide, ConsoleSide, Place, pair, until


@pytest.fixture
async def sides(place: Place) -> tuple[ClientSide, ConsoleSide]:
    return await place.client(), await place.console()


def _with_wrong_secret(code: str) -> str:
    """Another code on the same nameplate whose check digit is right: two misheard digits."""
    real = parse_code(code)
    assert isinstance(real, PairingCode)
    secret = real.secret[:-1] + str((int(real.secret[-1]) + 1) % 10)
    return PairingCode(real.nameplate, secret).digits


async def test_flow_wrong_code_tells_both_burns_it_and_the_next_one_works(sides: tuple[ClientSide, ConsoleSide]):
    client, console = sides
    code = await client.show_code()
    tab = console.use_code(_with_wrong_secret(code))
    await until(lambda: client.machine.state is ClientState.IDLE and tab.machine.state is AgentState.ENDED)
    assert client.machine.trouble == tab.machine.trouble == console.controller.code_trouble == "wrong_code"
    assert client.controller.code is None, "burned"
    assert client.machine.problem, "what the person wrote is not lost"

    late = console.use_code(code)
    await until(lambda: late.machine.state is AgentState.ENDED)
    assert late.machine.trouble in {"code_unknown", "code_taken"}, "the right code comes too late"
    assert client.machine.state is ClientState.IDLE
    await pair(client, console)


async def test_flow_second_claim_of_the_same_code_gets_nothing(sides: tuple[ClientSide, ConsoleSide]):
    client, console = sides
    code = await client.show_code()
    first, second = console.use_code(code), console.use_code(code)
    await until(lambda: second.machine.state is AgentState.ENDED)
    assert second.machine.trouble in {"code_taken", "code_unknown"}
    await until(lambda: client.machine.state is ClientState.BOUND and first.machine.state is AgentState.BOUND)


async def test_flow_code_given_up_by_the_person_is_unknown_to_the_agent(sides: tuple[ClientSide, ConsoleSide]):
    client, console = sides
    old = await client.show_code()
    client.controller.dispatch(ev.NewCodeRequested())
    await until(lambda: client.controller.code not in {None, old})
    tab = console.use_code(old)
    await until(lambda: tab.machine.state is AgentState.ENDED)
    assert tab.machine.trouble in {"code_unknown", "wrong_code"}, "the nameplate may have been given out again"
    await until(lambda: client.machine.state in {ClientState.CODE_SHOWN, ClientState.IDLE})


async def test_flow_code_that_ran_out_is_told_to_the_person(sides: tuple[ClientSide, ConsoleSide]):
    client, console = sides
    code = await client.show_code()
    machine = client.machine
    machine._code_expires_ms = 0  # ten minutes later
    await until(lambda: machine.state is ClientState.IDLE)
    assert machine.trouble == "code_expired"
    tab = console.use_code(code)
    await until(lambda: tab.machine.state is AgentState.ENDED)
    assert tab.machine.trouble == "code_unknown"
    await pair(client, console)


async def test_flow_agent_gives_up_while_pairing_and_the_person_does_not_wait_for_nothing(
    sides: tuple[ClientSide, ConsoleSide],
):
    client, console = sides
    tab = console.use_code(await client.show_code())
    await until(lambda: tab.machine.state is AgentState.PAIRING)
    tab.end()
    await until(lambda: client.machine.state in {ClientState.IDLE, ClientState.ENDED}, timeout_s=5)
    assert client.picture.shown is None
    assert not client.control.was_ever_on
    assert client.is_connected
