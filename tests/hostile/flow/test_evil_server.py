"""Hostile tests 1, 2, 3, 5, 6, 8 and 36 through both real programs: a server that does as it likes gets nothing."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from shared.capability import Capability
from shared.pairing.code import PairingCode, parse_code
from shared.pairing.description import keep_one_fingerprint
from shared.pairing.exchange import AgentExchange, PairingRefused
from shared.protocol import signaling_messages as m
from shared.session.state import AgentState, ClientState
from tests.hostile.flow.conftest import Scene
from tests.hostile.flow.evil_relay import EvilRelay
from tests.integration.flow.sides import ClientSide, allow, pair, until
from tests.integration.flow.test_whole_way import export, verify
from tests.integration.transport.peer_pair import End

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def nothing_happened(client: ClientSide) -> bool:
    """No picture left, no input arrived, no right was ever on."""
    return (
        client.picture.shown is None
        and not any(shown == (1,) for _, shown in client.picture.story)
        and not client.control.was_ever_on
        and not client.control.batches
        and client.on == frozenset()
    )


async def use_code(scene: Scene) -> Any:
    """The code is read out and typed; what becomes of it is the test's matter."""
    return scene.console.use_code(await scene.client.show_code())


async def _refused(scene: Scene, tab: Any) -> None:
    """Both ends give up, and with nothing."""
    await until(lambda: scene.client.machine.state is ClientState.IDLE and tab.machine.state is AgentState.ENDED)
    assert nothing_happened(scene.client)
    assert scene.client.controller.code is None, "burned"
    assert scene.client.is_connected, "the next code can be asked for"
    assert scene.console.is_connected


async def test_honest_relay_changes_nothing_and_reads_no_secret(scene: Scene):
    tab = await pair(scene.client, scene.console)
    await allow(scene.client, tab, VIEW)
    bodies = [message.body for _, message in scene.evil.seen if isinstance(message, m.Relay)]
    assert len(bodies) == 5
    for secret in (b"a=fingerprint", b"a=candidate", b"printer"):
        assert not any(secret in body for body in bodies)


# --- 1, 8: swapped, bent, reflected


def _in_phase(phase: str, change: Callable[[bytes], bytes]) -> Callable[[str, Any], list[Any]]:
    def tamper(_role: str, message: Any) -> list[Any]:
        if isinstance(message, m.Relay) and message.phase == phase:
            return [msgspec.structs.replace(message, body=change(message.body))]
        return [message]

    return tamper


def _flip(body: bytes) -> bytes:
    bent = bytearray(body)
    bent[len(bent) // 2] ^= 1
    return bytes(bent)


IDENTITY = b"\x01" + b"\x01" + b"\x00" * 31  # the neutral point of edwards25519
TOO_LARGE = b"\xff" * 32  # no point has this y

SWAPS = {
    "sealed bodies of its own": _in_phase("sealed", lambda body: b"\x00" * len(body)),
    "sealed bodies with one bit turned": _in_phase("sealed", _flip),
    "a confirmation of its own": _in_phase("confirm_client", lambda _body: b"\x00" * 32),
    "pake: nothing": _in_phase("pake_agent", lambda _body: b""),
    "pake: one bit turned": _in_phase("pake_agent", _flip),
    "pake: identity point": _in_phase("pake_agent", lambda body: IDENTITY + body[33:]),
    "pake: off the curve": _in_phase("pake_agent", lambda body: b"\x01" + TOO_LARGE + body[33:]),
    "pake: as long as may be": _in_phase("pake_agent", lambda _body: b"\x01" * (13 * 1024)),
    "pake: another version": _in_phase("pake_agent", lambda body: b"\x02" + body[1:]),
    "pake to the agent: identity point": _in_phase("pake_client", lambda _body: IDENTITY),
    "pake to the agent: nothing": _in_phase("pake_client", lambda _body: b""),
}


@pytest.mark.hostile(1)
@pytest.mark.parametrize("swap", SWAPS)
async def test_server_that_swaps_what_it_relays_gets_nothing(scene: Scene, swap: str):
    scene.evil.to_program = SWAPS[swap]
    await _refused(scene, await use_code(scene))


@pytest.mark.hostile(1)
async def test_server_that_reflects_the_clients_own_share_gets_nothing(scene: Scene):
    def reflect(role: str, message: Any) -> list[Any]:
        if role == "agent" and isinstance(message, m.Relay) and message.phase == "pake_agent":
            own = scene.evil.relayed("client", "pake_client")[0].body
            return [msgspec.structs.replace(message, body=own + b"\x00" * 32)]
        return [message]

    scene.evil.to_server = reflect
    await _refused(scene, await use_code(scene))


# --- 5, 6: guessing


class Guesser:
    """Plays the agent to the client with digits it had to guess, as often as it is let."""

    def __init__(self, evil: EvilRelay, code: str, origin: str) -> None:
        real = parse_code(code)
        assert isinstance(real, PairingCode)
        self.code, self.origin, self.evil = real, origin, evil
        self.guesses = 0
        self.session_id = ""

    def wrong(self) -> AgentExchange:
        self.guesses += 1
        secret = str((int(self.code.secret) + self.guesses) % 10**8).zfill(8)
        return AgentExchange(PairingCode(self.code.nameplate, secret), self.origin)

    async def guess(self, exchange: AgentExchange) -> None:
        own = self.evil.relayed("client", "pake_client")[0]
        step = exchange.handle_relay(own.phase, own.body)
        assert not isinstance(step, PairingRefused)
        for body in step.send:
            await self.evil.tell("client", m.Relay(session_id=own.session_id, phase=body.phase.value, body=body.body))


@pytest.mark.hostile(6)
async def test_server_may_guess_once_even_if_the_second_guess_is_right(scene: Scene):
    scene.evil.to_program = lambda role, message: (
        [] if role == "client" and isinstance(message, m.Relay) else [message]
    )
    code = await scene.client.show_code()
    guesser = Guesser(scene.evil, code, _origin(scene))
    scene.console.use_code(code)
    await until(lambda: scene.evil.relayed("client", "pake_client"))
    await guesser.guess(guesser.wrong())
    await until(lambda: scene.client.machine.state is ClientState.IDLE)
    assert scene.client.machine.trouble == "wrong_code"
    right = AgentExchange(guesser.code, guesser.origin)
    await guesser.guess(right)
    for _ in range(5):
        await guesser.guess(guesser.wrong())
    await asyncio.sleep(0.2)
    assert not scene.evil.relayed("client", "confirm_client"), "the client proves nothing to whoever guessed"
    assert not scene.evil.relayed("client", "sealed")
    assert right.paired is None
    assert nothing_happened(scene.client)
    reports = [message for _, message in scene.evil.seen if isinstance(message, m.ReportPairing)]
    assert [report.failure for report in reports] == ["wrong_code"]


def _origin(scene: Scene) -> str:
    return scene.client.controller._pairing._identity.server_origin


@pytest.mark.hostile(6)
async def test_code_is_gone_after_the_persons_program_starts_again(scene: Scene):
    code = await scene.client.show_code()
    await scene.client.close()
    again = await scene.place.client("home again")
    assert again.controller.code is None
    own = parse_code(code)
    assert isinstance(own, PairingCode)
    stranger = AgentExchange(own, _origin(scene))
    assert stranger.paired is None
    # A server that still knows the nameplate claims it on behalf of the new program: nobody answers.
    for phase in ("pake_agent", "sealed"):
        await scene.evil.tell("client", m.Relay(session_id="a" * 32, phase=phase, body=b"\x01" * 65))
    card = m.AgentCard(agent_id="a", name="A", organisation="", domain="", account_created_on="2026-01-01")
    claimed = m.Claimed(session_id="a" * 32, session_token="b" * 32, slot_id="c" * 32, agent=card)
    await scene.evil.tell("client", claimed)
    await asyncio.sleep(0.2)
    assert again.machine.state is ClientState.IDLE
    assert again.is_connected
    assert nothing_happened(again)


@pytest.mark.hostile(6)
async def test_server_claims_twice_and_the_second_agent_is_not_shown(scene: Scene):
    def twice(role: str, message: Any) -> list[Any]:
        if role == "client" and isinstance(message, m.Claimed) and message.agent is not None:
            other = msgspec.structs.replace(
                message, session_id="f" * 32, agent=msgspec.structs.replace(message.agent, name="Mallory")
            )
            return [message, other]
        return [message]

    scene.evil.to_program = twice
    tab = await pair(scene.client, scene.console)
    assert scene.client.machine.agent.name == "Ana Pop"
    await allow(scene.client, tab, VIEW)


async def test_sealed_answer_sent_twice_is_refused(scene: Scene):
    def again(_role: str, message: Any) -> list[Any]:
        if isinstance(message, m.Relay) and message.phase == "sealed":
            return [message, message]
        return [message]

    scene.evil.to_program = again
    await _refused(scene, await use_code(scene))


# --- 2: honest words, evil media


@pytest.mark.hostile(2)
async def test_evil_media_leg_fails_the_binding_on_both_sides(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    """The attacker even has the descriptions, and puts its own certificates in; the codes stay honest."""
    to_client, to_agent = End(), End()
    answerer, offerer = to_client.answerer(), to_agent.offerer()
    to_client.react = lambda label, data: offerer.send(label, data) and None
    to_agent.react = lambda label, data: answerer.send(label, data) and None
    answers: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    client_accept = scene.client.peer.accept
    tasks: list[asyncio.Task[None]] = []

    def accept(sdp: str, make_tags: Any) -> None:
        async def swap() -> None:
            await offerer.accept_answer(sdp)
            client_accept(keep_one_fingerprint(await answers), make_tags)

        tasks.append(asyncio.ensure_future(swap()))

    monkeypatch.setattr(scene.client.peer, "accept", accept)
    tab = await use_code(scene)
    shell = scene.console.shells[1]
    agent_answer = shell.answer

    def answer(sdp: str, make_tags: Any, on_sdp: Any) -> None:
        async def swap() -> None:
            answers.set_result(await answerer.answer(sdp))
            agent_answer(keep_one_fingerprint(await offerer.make_offer()), make_tags, on_sdp)

        tasks.append(asyncio.ensure_future(swap()))

    monkeypatch.setattr(shell, "answer", answer)
    await until(
        lambda: scene.client.machine.state is ClientState.IDLE and tab.machine.state is AgentState.ENDED,
        timeout_s=8,
    )
    # Whoever sees it first tells the other, who may only hear that it is over.
    assert scene.client.machine.trouble in {"binding_failed", "peer_lost", "abandoned"}
    assert "binding_failed" in {scene.client.machine.trouble, tab.machine.trouble}
    assert nothing_happened(scene.client)
    await asyncio.gather(*tasks)
    await answerer.close()
    await offerer.close()


# --- 3: split fingerprints


EVIL_PRINT = "a=fingerprint:sha-256 " + ":".join(["EE"] * 32)


def _sections_differ(sdp: str) -> str:
    head, last = sdp.rsplit("a=fingerprint:", 1)
    return head + EVIL_PRINT + "\r\n" + last.split("\r\n", 1)[1]


def _one_more(sdp: str) -> str:
    return sdp.replace("a=fingerprint:", EVIL_PRINT + "\r\na=fingerprint:", 1)


def _none(sdp: str) -> str:
    return "\r\n".join(line for line in sdp.split("\r\n") if not line.startswith("a=fingerprint:"))


def _weak(sdp: str) -> str:
    lines = [
        "a=fingerprint:sha-1 " + ":".join(["EE"] * 20) if "fingerprint" in line else line
        for line in sdp.split("\r\n")
    ]
    return "\r\n".join(lines)


@pytest.mark.hostile(3)
@pytest.mark.parametrize("split", [_sections_differ, _one_more, _none, _weak])
@pytest.mark.parametrize("liar", ["agent", "client"])
async def test_split_fingerprints_are_refused_before_the_description_is_set(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, split: Callable[[str], str], liar: str
):
    module = "agent_console.domain.pairing_flow" if liar == "agent" else "client.domain.pairing_flow"
    monkeypatch.setattr(f"{module}.keep_one_fingerprint", lambda sdp: split(keep_one_fingerprint(sdp)))
    accepted: list[str] = []
    monkeypatch.setattr(scene.client.peer, "accept", lambda sdp, _tags: accepted.append(sdp))
    tab = await use_code(scene)
    if liar == "client":
        monkeypatch.setattr(scene.console.shells[1], "answer", lambda sdp, _tags, _on: accepted.append(sdp))
    await until(lambda: tab.machine.state is AgentState.ENDED and scene.client.machine.state is ClientState.IDLE)
    assert "description_refused" in {tab.machine.trouble, scene.client.machine.trouble}
    assert accepted == []
    assert nothing_happened(scene.client)


# --- 36: a consent the person never gave


@pytest.mark.hostile(36)
async def test_commitment_the_server_invents_before_the_person_answered_opens_nothing(scene: Scene):
    tab = await pair(scene.client, scene.console)
    await until(lambda: scene.client.machine.consent.prompt)
    forged = m.EventCommitted(request_id=1, session_id=tab.session_id or "", cseq=2, seq=9, event_hash="0" * 64)
    await scene.evil.tell("client", forged)
    await asyncio.sleep(0.2)
    assert nothing_happened(scene.client), "an answer to nothing opens nothing"


@pytest.mark.hostile(36)
async def test_consent_inserted_into_the_record_is_found_by_the_verifier(scene: Scene):
    tab = await pair(scene.client, scene.console)
    await allow(scene.client, tab, VIEW)
    scene.client.stop()
    await until(lambda: scene.client.controller.receipt.is_sealed)
    record = export(scene.place.data_dir, scene.place.folder)
    assert verify(record)[0] == 0
    lines = record.read_text().splitlines()
    place = next(index for index, line in enumerate(lines) if '"session:consent:granted"' in line)
    row = json.loads(lines[place])
    row["data"]["capability"] = "control"
    changed = [*lines[:place], json.dumps(row, sort_keys=True, separators=(",", ":")), *lines[place + 1 :]]
    doubled = [*lines[: place + 1], lines[place], *lines[place + 1 :]]
    for forged in (changed, doubled):
        record.write_text("\n".join(forged) + "\n")
        code, said = verify(record)
        assert code in {1, 3}, said
