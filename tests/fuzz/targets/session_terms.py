"""What a server says of the organisation's rules, as both programs read it and put it together."""

from pathlib import Path

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent.terms import NO_TERMS, ConsentTerms
from shared.errors import ProtocolError
from shared.protocol import codec, limits
from shared.protocol import signaling_messages as signaling
from shared.session.policy_reading import read_policy
from tests.fuzz import target
from tests.fuzz.feedback import note, note_refusal
from tests.fuzz.wire_words import words_of

PARSER = "rules of a session (`shared/session/policy_reading.py`, `shared/consent/terms.py`)"
MAX_BYTES = 1_024
WORDS = words_of(signaling.SessionTerms | signaling.SessionPolicy)

_FRAMES_MAX = 4
_VECTORS = Path(__file__).parents[2] / "vectors" / "protocol" / "signaling"
_BLANK, _WORDS = "\u3164\u3164\u3164", "to help"


def seeds() -> list[bytes]:
    policy, terms = (
        (_VECTORS / f"{name}.json").read_bytes().removesuffix(b"\n") for name in ("session_policy", "session_terms")
    )
    twice = codec.encode_signaling(
        signaling.SessionTerms(
            session_id="0" * 32,
            needs_reason=[Capability.VIEW, Capability.VIEW],
            longest=[
                signaling.RightLimit(capability=Capability.CONTROL, longest_ms=length_ms)
                for length_ms in (60_000, 1_000, limits.RIGHT_TIME_MAX_MS)
            ],
        )
    ).encode()
    talks = ([policy], [terms], [twice], [policy, terms], [terms, policy, twice])
    return [target.joined(list(talk)) for talk in talks]


def run(data: bytes) -> None:
    together = NO_TERMS
    for frame in target.pieces(data, _FRAMES_MAX):
        try:
            message = codec.decode_from_server(frame)
        except ProtocolError as error:
            note_refusal(error)
            continue
        if not isinstance(message, signaling.SessionPolicy | signaling.SessionTerms):
            continue
        told = read_policy(message)
        note(f"{type(message).__name__} {len(told.forbidden)} {sorted(told.terms.longest_ms)}")
        assert read_policy(codec.decode_from_server(codec.encode_signaling(message))) == told
        if isinstance(message, signaling.SessionTerms):
            _check_order(message, told.terms)
        assert told.forbidden <= frozenset(Capability)
        assert all(1 <= length_ms <= limits.RIGHT_TIME_MAX_MS for length_ms in told.terms.longest_ms.values())
        stricter = together.and_also(told.terms)
        _check_only_stricter(together, stricter)
        assert stricter == told.terms.and_also(together), "in whatever order they are told"
        assert stricter.and_also(told.terms) == stricter, "told twice is told once"
        together = stricter
    _check_only_stricter(NO_TERMS, together)


def _check_order(message: signaling.SessionTerms, terms: ConsentTerms) -> None:
    turned = signaling.SessionTerms(
        session_id=message.session_id,
        needs_reason=message.needs_reason[::-1],
        longest=message.longest[::-1],
    )
    assert read_policy(turned).terms == terms


def _check_only_stricter(before: ConsentTerms, after: ConsentTerms) -> None:
    assert before.needs_reason <= after.needs_reason
    for capability, was_ms in before.longest_ms.items():
        assert after.longest_ms[capability] <= was_ms
    for capability in {*after.longest_ms, *after.needs_reason}:
        length_ms, own_ms = after.longest_of(capability), CAPABILITY_RULES[capability].longest_ms
        assert own_ms is None or (length_ms is not None and length_ms <= own_ms), "no rule makes a right last longer"
        assert after.lack_reason(capability, _BLANK) == (capability in after.needs_reason)
        assert not after.lack_reason(capability, _WORDS)
