"""From a code to a sealed record, over real sockets, against a real server process."""

import asyncio

import msgspec
import pytest

from shared.audit.chain import SessionSeal, is_seal_valid
from shared.protocol import signaling_messages as wire
from tests.integration.server.commands import export, verify
from tests.integration.server.running_server import PASSWORD, ServerProcess
from tests.integration.server.wire_program import Program, claim_code, open_session


async def test_session_whole_way_ends_sealed_and_verifies(
    server: ServerProcess, client: Program, agent: Program, tmp_path
):
    pair = await open_session(client, agent)
    committed = await client.request(pair.asked(), wire.EventCommitted)
    granted = pair.event(
        "session:consent:granted",
        {"capability": "view", "epoch": 2, "prompt_id": 1, "scope": "monitor 1", "shown_ms": 3100, "source": "local"},
    )
    later = await client.request(granted, wire.EventCommitted)
    assert later.seq > committed.seq
    assert later.cseq == 2

    closing = wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped")
    closed = await client.request(closing, wire.SessionClosed)
    told = await agent.receive(wire.SessionClosed)
    assert told.reason == "user_stopped"
    assert closed.seal is not None
    assert told.seal == closed.seal
    seal = SessionSeal(
        count=closed.seal.count, head=closed.seal.head, signature=closed.seal.signature, key=closed.seal.key
    )
    assert is_seal_valid(pair.session_id, seal)

    exported = await asyncio.to_thread(
        export, server.data_dir, tmp_path / "session.jsonl", "--session", pair.session_id
    )
    verified = await asyncio.to_thread(verify, exported, "--pub", server.data_dir / "audit-key.pub")
    assert verified.returncode == 0, verified.stdout + verified.stderr


async def test_allocate_second_client_gets_another_nameplate(server: ServerProcess, client: Program):
    first = await client.request(wire.Allocate(request_id=1), wire.Allocated)
    async with Program(server.url, "client") as other:
        second = await other.request(wire.Allocate(request_id=1), wire.Allocated)
    assert first.nameplate != second.nameplate
    assert first.expires_in_ms == 600_000


async def test_claim_shows_the_client_who_the_agent_is(client: Program, agent: Program):
    slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
    await agent.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
    claimed = await client.receive(wire.Claimed)
    assert claimed.agent is not None
    assert (claimed.agent.name, claimed.agent.organisation, claimed.agent.domain) == (
        "Ana Pop",
        "Helpdesk",
        "example.org",
    )


async def test_claim_code_in_use_is_taken_and_both_sides_are_told(
    server: ServerProcess, client: Program, agent: Program
):
    slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
    await agent.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
    await client.receive(wire.Claimed)
    async with Program(server.url, "agent") as second:
        await second.sign_in("agent19@example.org", PASSWORD)
        assert await second.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "code_taken"
    assert (await client.receive(wire.Error)).code == "code_taken"
    assert (await agent.receive(wire.Error)).code == "code_taken"


async def test_release_code_is_unknown_afterwards(client: Program, agent: Program):
    slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
    await client.request(wire.Release(request_id=1, slot_id=slot.slot_id), wire.Released)
    assert await agent.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "code_unknown"
    await client.request(wire.Allocate(request_id=1), wire.Allocated)


async def test_report_pairing_failed_tells_the_agent_and_frees_the_client(client: Program, agent: Program):
    pair = await claim_code(client, agent)
    report = wire.ReportPairing(request_id=1, session_id=pair.session_id, outcome="failed", failure="wrong_code")
    await client.request(report, wire.PairingReported)
    assert (await agent.receive(wire.PairingFailed)).failure == "wrong_code"
    await client.request(wire.Allocate(request_id=1), wire.Allocated)


async def test_agent_closes_client_hands_in_last_events_then_seals(client: Program, agent: Program):
    pair = await open_session(client, agent)
    closing = wire.CloseSession(request_id=1, session_id=pair.session_id, reason="agent_left")
    answered = await agent.request(closing, wire.SessionClosed)
    told = await client.receive(wire.SessionClosed)
    assert (answered.seal, told.seal, told.reason) == (None, None, "agent_left")
    await client.request(pair.asked(), wire.EventCommitted)
    sealed = await client.request(
        wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped"), wire.SessionClosed
    )
    assert sealed.reason == "agent_left"
    assert sealed.seal is not None
    await client.request(wire.Allocate(request_id=1), wire.Allocated)


async def test_agent_closes_client_asks_for_a_new_code_instead(client: Program, agent: Program):
    pair = await open_session(client, agent)
    await agent.request(
        wire.CloseSession(request_id=1, session_id=pair.session_id, reason="agent_left"), wire.SessionClosed
    )
    await client.receive(wire.SessionClosed)
    await client.request(wire.Allocate(request_id=1), wire.Allocated)


async def test_append_event_repeated_is_answered_again_and_stored_once(client: Program, agent: Program):
    pair = await open_session(client, agent)
    event = pair.asked()
    first = await client.request(event, wire.EventCommitted)
    again = await client.request(event, wire.EventCommitted)
    assert (again.seq, again.event_hash) == (first.seq, first.event_hash)
    assert (await client.request(pair.asked(), wire.EventCommitted)).seq == first.seq + 1


@pytest.mark.parametrize(
    "case", ["gap", "wrong_signature", "changed", "server_tag", "unknown_tag", "bad_data", "reused"]
)
async def test_append_event_not_fit_is_refused_and_the_next_good_one_is_stored(
    case: str, client: Program, agent: Program
):
    pair = await open_session(client, agent)
    good = pair.asked(cseq=1)
    other = pair.event("session:consent:paused", {"epoch": 4, "source": "local"}, cseq=1)
    bad = {
        "gap": pair.asked(cseq=2),
        "wrong_signature": _with(good, signature=b"\x00" * 64),
        "changed": _with(good, data={**good.data, "capability": "control"}),
        "server_tag": pair.event("session:life:closed", {"reason": "panic", "events": 1}, cseq=1),
        "unknown_tag": pair.event("session:consent:invented", {}, cseq=1),
        "bad_data": pair.event("session:consent:granted", {"capability": "view"}, cseq=1),
        "reused": other,
    }[case]
    if case == "reused":
        await client.request(good, wire.EventCommitted)
    assert await client.refused(bad) == "event_refused"
    await client.request(good, wire.EventCommitted)


async def test_peer_presence_is_told_when_a_socket_goes_and_comes_back(
    server: ServerProcess, client: Program, agent: Program
):
    pair = await open_session(client, agent)
    await client.leave()
    gone = await agent.receive(wire.PeerPresence)
    assert gone.is_present is False
    async with Program(server.url, "client") as back:
        attach = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.client_token)
        attached = await back.request(attach, wire.Attached)
        assert attached.next_cseq == 1
        assert (await back.receive(wire.PeerPresence)).is_present is True
        assert (await agent.receive(wire.PeerPresence)).is_present is True
        pair.client = back
        await pair.relay("sealed", b"new offer", to_agent=True)
        await pair.relay("sealed", b"new answer", to_agent=False)
        await back.request(pair.asked(), wire.EventCommitted)


async def test_attach_wrong_token_or_side_or_agent_is_unknown(server: ServerProcess, client: Program, agent: Program):
    pair = await open_session(client, agent)
    async with Program(server.url, "client") as stranger:
        for token in ("0" * 32, pair.agent_token):
            attach = wire.Attach(request_id=1, session_id=pair.session_id, session_token=token)
            assert await stranger.refused(attach) == "session_unknown"
    async with Program(server.url, "agent") as colleague:
        await colleague.sign_in("lead@example.org", PASSWORD)
        attach = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.agent_token)
        assert await colleague.refused(attach) == "session_unknown"
    await client.request(pair.asked(), wire.EventCommitted)


async def test_attach_takes_the_session_from_an_older_socket(server: ServerProcess, client: Program, agent: Program):
    pair = await open_session(client, agent)
    async with Program(server.url, "client") as newer:
        attach = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.client_token)
        await newer.request(attach, wire.Attached)
        _, code = await client.ending()
        assert code == 1000
        await newer.receive(wire.PeerPresence)
        pair.client = newer
        await pair.relay("sealed", b"hello", to_agent=False)


async def test_attach_after_the_end_brings_the_seal_first(server: ServerProcess, client: Program, agent: Program):
    pair = await open_session(client, agent)
    await client.leave()
    await agent.receive(wire.PeerPresence)
    async with Program(server.url, "client") as back:
        attach = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.client_token)
        await back.request(attach, wire.Attached)
        await back.receive(wire.PeerPresence)
        await back.request(
            wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped"), wire.SessionClosed
        )
    async with Program(server.url, "client") as late:
        await late.send(attach)
        assert (await late.receive(wire.SessionClosed)).seal is not None
        assert (await late.receive(wire.Error)).code == "session_unknown"


async def test_allocate_same_slot_after_lost_socket_keeps_the_code(
    server: ServerProcess, client: Program, agent: Program
):
    slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
    await client.leave()
    async with Program(server.url, "client") as back:
        again = await back.request(wire.Allocate(request_id=1, slot_id=slot.slot_id), wire.Allocated)
        assert (again.slot_id, again.nameplate) == (slot.slot_id, slot.nameplate)
        assert again.expires_in_ms <= slot.expires_in_ms
        await agent.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
        await back.receive(wire.Claimed)


async def test_agent_holds_several_sessions_on_one_socket(server: ServerProcess, client: Program, agent: Program):
    first = await open_session(client, agent)
    async with Program(server.url, "client") as another:
        second = await open_session(another, agent)
        await first.relay("sealed", b"one", to_agent=True)
        await second.relay("sealed", b"two", to_agent=True)
        assert first.session_id != second.session_id


def _with(event: wire.AppendEvent, **changes) -> wire.AppendEvent:
    return msgspec.structs.replace(event, **changes)
