"""Codes survive being read aloud and typed, sealing survives nothing but honesty."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.pairing.code import CodeProblem, PairingCode, damm_digit, format_code, is_checked, parse_code
from shared.pairing.description import DescriptionRefused, check_description
from shared.pairing.exchange import AgentExchange, ClientExchange, PairingRefused, PairingStep, Phase
from shared.pairing.keys import EpochKeys, Side
from shared.pairing.origin import OriginAccepted, OriginRefused, canonical_origin
from shared.pairing.sealing import SealingBox, SealProblem

DIGITS = st.text("0123456789", min_size=1, max_size=18)
CODES = st.builds(
    PairingCode,
    st.text("0123456789", min_size=3, max_size=6),
    st.text("0123456789", min_size=8, max_size=8) | st.text("0123456789", min_size=12, max_size=12),
)
SEPARATORS = st.sampled_from(["", " ", "-", ".", "\u00a0", "\u2013", " - "])
KEYS = EpochKeys(3, b"\x01" * 32, b"\x02" * 32, b"\x03" * 32, b"\x04" * 32)


@given(CODES)
def test_code_formatted_and_parsed_is_the_same(code):
    assert parse_code(format_code(code)) == code
    assert all(3 <= len(group) <= 4 for group in format_code(code).split(" "))


@given(CODES, st.lists(SEPARATORS, min_size=20, max_size=20))
def test_code_with_any_separators_is_the_same(code, separators):
    text = "".join(digit + between for digit, between in zip(code.digits, separators, strict=False))
    assert parse_code(text) == code


@given(DIGITS, st.data())
def test_damm_every_single_wrong_digit_is_caught(body, data):
    digits = body + damm_digit(body)
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    assert is_checked(digits)
    assert not is_checked(digits[:place] + wrong + digits[place + 1 :])


@given(DIGITS, st.data())
def test_damm_every_swap_of_neighbours_is_caught(body, data):
    digits = body + damm_digit(body)
    place = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert is_checked(swapped) == (swapped == digits)


@pytest.mark.parametrize("first", range(10))
def test_damm_table_is_anti_symmetric_throughout(first):
    # Every start, every pair of neighbours: the whole table, not a sample of it.
    body = "0123456789"[first]
    for left in "0123456789":
        for right in "0123456789":
            if left != right:
                assert damm_digit(body + left + right) != damm_digit(body + right + left)
                assert damm_digit(body + left) != damm_digit(body + right)


@given(CODES, st.data())
def test_code_with_one_slip_is_never_taken_for_another(code, data):
    digits = code.digits
    place = data.draw(st.integers(0, len(digits) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    assert parse_code(digits[:place] + wrong + digits[place + 1 :]) is CodeProblem.CHECK_DIGIT


@given(st.text(max_size=120))
def test_parse_code_any_text_gives_a_code_or_a_problem(text):
    found = parse_code(text)
    assert isinstance(found, CodeProblem) or parse_code(found.digits) == found


@given(
    st.text(max_size=60)
    | st.text(max_size=40).map("wss://".__add__)
    | st.text("0.:[]x", max_size=20).map("ws://".__add__)
)
def test_canonical_origin_any_text_gives_a_verdict_and_is_stable(text):
    found = canonical_origin(text)
    if isinstance(found, OriginRefused):
        return
    assert found.is_loopback or found.origin.startswith("wss://")
    if "loopback" not in found.origin:
        again = canonical_origin(found.origin)
        assert isinstance(again, OriginAccepted)
        assert again == found


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=200)), max_size=12))
def test_sealing_any_conversation_opens_in_order(messages):
    sharer, agent = SealingBox(Side.SHARER, KEYS, b"t" * 32), SealingBox(Side.AGENT, KEYS, b"t" * 32)
    waiting = {sharer: [], agent: []}
    for is_from_sharer, plain in messages:
        sender, receiver = (sharer, agent) if is_from_sharer else (agent, sharer)
        waiting[receiver].append((sender.seal(plain), plain))
    for receiver, bodies in waiting.items():
        for body, plain in bodies:
            assert receiver.open(body) == plain


@given(st.binary(max_size=100), st.data())
def test_sealing_any_changed_byte_does_not_open(plain, data):
    sharer, agent = SealingBox(Side.SHARER, KEYS, b"t" * 32), SealingBox(Side.AGENT, KEYS, b"t" * 32)
    body = bytearray(sharer.seal(plain))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    assert agent.open(bytes(body)) is SealProblem.NOT_AUTHENTIC
    assert agent.open(sharer.seal(plain)) is SealProblem.BROKEN


@given(st.lists(st.binary(max_size=20), min_size=2, max_size=5, unique=True), st.data())
def test_sealing_any_other_order_does_not_open(plains, data):
    sharer, agent = SealingBox(Side.SHARER, KEYS, b"t" * 32), SealingBox(Side.AGENT, KEYS, b"t" * 32)
    bodies = [sharer.seal(plain) for plain in plains]
    order = data.draw(st.permutations(range(len(bodies))))
    opened = [agent.open(bodies[index]) for index in order]
    honest = next((place for place, index in enumerate(order) if place != index), len(order))
    assert opened[:honest] == plains[:honest]
    assert all(isinstance(found, SealProblem) for found in opened[honest:])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([*Phase, ""]), st.binary(max_size=100) | st.binary(min_size=64, max_size=64).map(b"\x01B".__add__)
)
def test_exchange_any_first_message_is_refused_and_raises_nothing(phase, body):
    code = PairingCode("417", "38291560")
    client, agent = ClientExchange(code, "wss://help.example"), AgentExchange(code, "wss://help.example")
    assert isinstance(client.handle_relay(phase, body), PairingRefused)
    assert client.burned
    # An agent answers a share that is a point; it is verified by none of this.
    assert isinstance(agent.handle_relay(phase, body), PairingRefused | PairingStep)
    assert agent.paired is None


@given(st.text(max_size=300))
def test_check_description_any_text_is_refused_and_raises_nothing(text):
    assert isinstance(check_description("v=0\r\n" + text), DescriptionRefused)
