import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert

from shared.capability import Capability
from shared.protocol import signaling_messages as wire
from signaling.domain.ports import AuditUnwritableError
from signaling.domain.session_ender import SessionEnder
from signaling.domain.session_policy import BeginHours, SessionPolicy
from signaling.domain.session_rules import SessionTimes
from signaling.domain.zones import wall_clock
from signaling.storage import account_store
from signaling.storage.models import policy_rules
from signaling.storage.policy_book import DatabasePolicies
from signaling.storage.session_endings import DatabaseEndings
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.broker_room import BrokerRoom, Voice, allocate, claim, open_with, report_ok

KEY = Ed25519PrivateKey.generate()


class Caller:
    address, ip_masked, connection_id = "10.0.0.9", "10.0.0.0/24", "web"


def _put(room: BrokerRoom, policy: SessionPolicy) -> None:
    book = DatabasePolicies(room.ledger)
    admin = room.ledger.now(lambda connection: account_store.find_account(connection, "admin@example.org"))
    assert admin is not None
    assert run(book.change(policy, seen=run(book.current()), by=admin, caller=Caller(), now=room.now))


def _policies(voice: Voice) -> list[wire.SessionPolicy]:
    return [heard for heard in voice.heard if isinstance(heard, wire.SessionPolicy)]


def test_both_programs_are_told_what_is_forbidden_right_after_the_claim():
    room = BrokerRoom()
    _put(room, SessionPolicy(forbidden=frozenset({Capability.CONTROL, Capability.FILE_TO_USER})))
    client, agent = room.enter(), room.agent()
    slot = allocate(client)
    agent.ask(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
    for voice in (client, agent):
        (told,) = _policies(voice)
        assert told.forbidden == [Capability.CONTROL, Capability.FILE_TO_USER]
        assert isinstance(voice.heard[voice.heard.index(told) - 1], wire.Claimed)


def test_without_rules_nothing_is_said_and_a_new_rule_counts_from_the_next_session_on():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    told = claim(client, agent)
    _put(room, SessionPolicy(forbidden=frozenset({Capability.VIEW})))
    client.ask(report_ok(told.session_id), wire.PairingReported)
    assert _policies(client) == _policies(agent) == []
    room.random = lambda _: 418
    second = room.enter(address="10.0.0.2")
    agent.ask(wire.Claim(request_id=1, nameplate=allocate(second).nameplate), wire.Claimed)
    assert [each.forbidden for each in _policies(second)] == [[Capability.VIEW]]


def _terms(voice: Voice) -> list[wire.SessionTerms]:
    return [heard for heard in voice.heard if isinstance(heard, wire.SessionTerms)]


def test_both_programs_are_told_what_is_asked_of_questions_before_anything_of_the_pairing():
    room = BrokerRoom()
    policy = SessionPolicy(
        forbidden=frozenset({Capability.VIEW}),
        needs_reason=frozenset({Capability.VIEW, Capability.CONTROL}),
        right_minutes={Capability.CONTROL: 10},
    )
    _put(room, policy)
    client, agent = room.enter(), room.agent()
    agent.ask(wire.Claim(request_id=1, nameplate=allocate(client).nameplate), wire.Claimed)
    for voice in (client, agent):
        (told,) = _terms(voice)
        assert told.needs_reason == [Capability.CONTROL], "what is forbidden is not asked for at all"
        assert told.longest == [wire.RightLimit(capability=Capability.CONTROL, longest_ms=600_000)]
        assert [type(heard) for heard in voice.heard[-3:]] == [wire.Claimed, wire.SessionPolicy, wire.SessionTerms]


@pytest.mark.parametrize(
    "policy",
    [
        SessionPolicy(needs_reason=frozenset({Capability.CONTROL})),
        SessionPolicy(right_minutes={Capability.CLIPBOARD_FROM_USER: 2}),
    ],
)
def test_either_of_the_terms_is_told_alone_and_no_terms_are_not(policy: SessionPolicy):
    room = BrokerRoom()
    _put(room, policy)
    client, agent = room.enter(), room.agent()
    agent.ask(wire.Claim(request_id=1, nameplate=allocate(client).nameplate), wire.Claimed)
    (told,) = _terms(client)
    assert bool(told.needs_reason) is bool(policy.needs_reason)
    assert bool(told.longest) is bool(policy.right_minutes)
    assert _policies(client) == []
    _put(room, SessionPolicy(forbidden=frozenset({Capability.CONTROL}), needs_reason=frozenset({Capability.CONTROL})))
    room.random = lambda _: 418
    second = room.enter(address="10.0.0.2")
    agent.ask(wire.Claim(request_id=1, nameplate=allocate(second).nameplate), wire.Claimed)
    assert _terms(second) == [], "a forbidden right needs no reason"


def test_hours_are_those_of_the_zone():
    room = BrokerRoom()
    wall = wall_clock(room.now.utc, "Pacific/Kiritimati")  # 14 hours ahead
    minute = wall.hour * 60 + wall.minute
    there = BeginHours(
        days=frozenset(range(7)), from_minute=minute, until_minute=(minute + 5) % 1440, zone="Pacific/Kiritimati"
    )
    _put(room, SessionPolicy(begin_hours=replace(there, zone="UTC")))
    client, agent = room.enter(), room.agent()
    nameplate = allocate(client).nameplate
    assert agent.refused(wire.Claim(request_id=1, nameplate=nameplate)) == "outside_hours"
    _put(room, SessionPolicy(begin_hours=there))
    agent.ask(wire.Claim(request_id=1, nameplate=nameplate), wire.Claimed)


def test_no_session_begins_outside_the_hours_and_the_code_stays_good():
    room = BrokerRoom()
    tomorrow = (room.now.utc + timedelta(days=1)).weekday()
    _put(room, SessionPolicy(begin_hours=BeginHours(days=frozenset({tomorrow}), from_minute=0, until_minute=0)))
    client, agent = room.enter(), room.agent()
    nameplate = allocate(client).nameplate
    assert agent.refused(wire.Claim(request_id=1, nameplate=nameplate)) == "outside_hours"
    _put(room, SessionPolicy())
    agent.ask(wire.Claim(request_id=1, nameplate=nameplate), wire.Claimed)


def test_agent_has_as_many_sessions_as_the_rules_allow_on_all_sockets_together():
    room = BrokerRoom()
    _put(room, SessionPolicy(sessions_per_agent=1))
    agent, again = room.agent(), room.agent()
    told = claim(room.enter(), agent)
    room.random = lambda _: 418
    nameplate = allocate(room.enter(address="10.0.0.2")).nameplate
    assert again.refused(wire.Claim(request_id=1, nameplate=nameplate)) == "too_many_sessions"
    agent.ask(wire.CloseSession(request_id=1, session_id=told.session_id, reason="agent_left"), wire.SessionClosed)
    again.ask(wire.Claim(request_id=1, nameplate=nameplate), wire.Claimed)


def test_session_that_a_program_drops_without_ending_it_still_counts():
    room = BrokerRoom()
    _put(room, SessionPolicy(sessions_per_agent=1))
    agent, client = room.agent(), room.enter()
    told = claim(client, agent)
    client.ask(report_ok(told.session_id), wire.PairingReported)
    key = Ed25519PrivateKey.generate()
    client.ask(open_with(told.session_id, key), wire.SessionOpened)
    agent.leave()
    room.random = lambda _: 418
    again, slot = room.agent(), allocate(room.enter(address="10.0.0.2"))
    assert again.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "too_many_sessions"
    client.ask(wire.CloseSession(request_id=1, session_id=told.session_id, reason="user_stopped"), wire.SessionClosed)
    again.ask(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)


def test_of_two_claims_in_the_same_moment_one_is_refused_and_its_code_stays_good():
    room = BrokerRoom()
    _put(room, SessionPolicy(sessions_per_agent=1))
    numbers = itertools.count(300)
    room.random = lambda _: next(numbers)
    agents = [room.agent(), room.agent()]
    slots = [allocate(room.enter(address=f"10.0.0.{each}")) for each in range(2)]

    claims = [
        room.broker.handle(agent.connection, wire.Claim(request_id=77, nameplate=slot.nameplate), room.now)
        for agent, slot in zip(agents, slots, strict=True)
    ]
    # Step by step, in turns: each has looked before the other has written.
    while claims:
        for each in tuple(claims):
            try:
                each.send(None)
            except StopIteration:
                claims.remove(each)
    codes = [getattr(agent.heard[-1], "code", "claimed") for agent in agents]
    assert sorted(codes) == ["claimed", "too_many_sessions"]
    refused = slots[codes.index("too_many_sessions")]
    room.agent("lead@example.org").ask(wire.Claim(request_id=1, nameplate=refused.nameplate), wire.Claimed)


def test_nothing_begins_under_a_rule_that_this_version_does_not_know():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    nameplate = allocate(client).nameplate
    room.ledger.now(
        lambda connection: connection.execute(insert(policy_rules), {"rule": "of_next_year", "value": "yes"})
    )
    assert agent.refused(wire.Claim(request_id=1, nameplate=nameplate)) == "audit_unwritable"


def test_nothing_begins_while_the_rules_cannot_be_read():
    room = BrokerRoom()
    client, agent = room.enter(), room.agent()
    nameplate = allocate(client).nameplate
    room.ledger.now(
        lambda connection: connection.execute(insert(policy_rules), {"rule": "begin_hours", "value": "whenever"})
    )
    assert agent.refused(wire.Claim(request_id=1, nameplate=nameplate)) == "audit_unwritable"
    with pytest.raises(AuditUnwritableError):
        run(DatabasePolicies(room.ledger).current())


def test_session_that_lasts_too_long_ends_for_both_and_no_other_does():
    room = BrokerRoom()
    endings = DatabaseEndings(room.ledger, room.ledger.seal_key)
    ender = SessionEnder(endings=endings, bus=room.bus, watch=room.broker.watch_session)
    times = SessionTimes(book=DatabasePolicies(room.ledger), sessions=endings, ender=ender)
    agent = room.agent()
    client = room.enter()
    old = claim(client, agent)
    client.ask(report_ok(old.session_id), wire.PairingReported)
    client.ask(open_with(old.session_id, KEY), wire.SessionOpened)
    room.mono_ms += 10 * 60_000
    run(times.sweep(room.now))
    assert isinstance(client.heard[-1], wire.SessionOpened), "without a rule it goes on"
    _put(room, SessionPolicy(session_minutes=10))
    run(times.sweep(room.now))
    assert isinstance(client.heard[-1], wire.SessionOpened), "just looked"
    room.mono_ms += 5_000
    room.random = lambda _: 418
    young = room.enter(address="10.0.0.2")
    fresh = claim(young, agent)
    young.ask(report_ok(fresh.session_id), wire.PairingReported)
    young.ask(open_with(fresh.session_id, KEY), wire.SessionOpened)
    run(times.sweep(room.now))
    assert (client.last(wire.SessionClosed).reason, client.last(wire.SessionClosed).seal) == ("expired", None)
    assert agent.last(wire.SessionClosed).session_id == old.session_id
    assert isinstance(young.heard[-1], wire.SessionOpened)
    sealed = client.ask(
        wire.CloseSession(request_id=1, session_id=old.session_id, reason="user_stopped"), wire.SessionClosed
    )
    assert sealed.reason == "expired"
