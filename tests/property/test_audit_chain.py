"""Whatever is written, the chain verifies; whatever is changed in it afterwards, it does not."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.audit.canonical import CanonicalFormError, canonical_json, parse_canonical
from shared.audit.chain import EMPTY_CHAIN, link_event
from shared.audit.event import Actor, AuditEvent, AuditTag, check_flat_map
from shared.audit.verifier import Finding, verify_events

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = TEXT | st.integers(-(2**53), 2**53) | st.booleans()
DATA = st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), VALUES, max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
EVENTS = st.lists(st.tuples(DATA, st.sampled_from([None, "a" * 32, "b" * 32])), min_size=1, max_size=12)


def _chain(events):
    head, sessions, lines = EMPTY_CHAIN, {}, []
    for data, sid in events:
        event = AuditEvent(
            ts="2026-11-22T02:25:43.120Z",
            tag=AuditTag.LOGOUT_OK,
            outcome="ok",
            actor=Actor(kind="server"),
            data=data if check_flat_map(data) is None else {},
            sid=sid,
        )
        linked = link_event(event, after=head, session_after=sessions.get(sid, EMPTY_CHAIN) if sid else None)
        head = linked.head
        if sid:
            sessions[sid] = linked.session_head
        lines.append(linked.line)
    return lines, head, sessions


@given(EVENTS)
def test_chain_of_any_events_verifies_whole_and_by_session(events):
    lines, head, sessions = _chain(events)
    assert verify_events(lines, expected=head).finding is Finding.INTACT
    for sid, end in sessions.items():
        own = [line for line in lines if json.loads(line).get("sid") == sid]
        assert verify_events(own, expected=end, only_sid=sid).finding is Finding.INTACT


@settings(max_examples=300)
@given(EVENTS, st.data())
def test_chain_any_changed_byte_is_found(events, data):
    lines, head, _ = _chain(events)
    index = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[index]) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = bytearray(lines[index])
    changed[place] ^= flip
    lines[index] = bytes(changed)
    assert verify_events(lines, expected=head).finding is not Finding.INTACT


@given(EVENTS, st.data())
def test_chain_any_other_order_or_selection_is_found(events, data):
    lines, head, _ = _chain(events)
    drawn = data.draw(st.lists(st.sampled_from(range(len(lines))), max_size=len(lines) + 2))
    found = verify_events([lines[index] for index in drawn], expected=head)
    assert (found.finding is Finding.INTACT) == (drawn == list(range(len(lines))))


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_verify_events_any_bytes_never_raise(line):
    assert verify_events([line]).finding is not Finding.INTACT


@given(JSON)
def test_canonical_json_round_trips_or_refuses(value):
    try:
        data = canonical_json(value)
    except CanonicalFormError:
        return
    assert data.isascii()
    assert parse_canonical(data) == value
