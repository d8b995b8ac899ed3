"""Terms of rules: what is a reason, what two rules come to together, and that no rule ever widens anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent.machine import PROMPT_WAKE_MS, ConsentMachine
from shared.consent.terms import NO_TERMS, ConsentTerms, says_why

RIGHTS = st.sampled_from(sorted(Capability))
TERMS = st.builds(
    ConsentTerms,
    needs_reason=st.frozensets(RIGHTS),
    longest_ms=st.dictionaries(RIGHTS, st.integers(1, 86_400_000)),
)
REASONS = st.sampled_from(["", "...", "\u3164\u3164\u3164", "to look at the printer"]) | st.text(max_size=80)


@pytest.mark.parametrize("reason", ["fix", "To look at the printer", "для чего", "să văd", "a. b. c.", "é\u0301tå"])
def test_words_are_a_reason(reason: str) -> None:
    assert says_why(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "   ",
        "ab",
        "...!?",
        "123456",
        "\u200b" * 10,  # zero width space
        "\u200d\u2060\ufeff\u00ad" * 5,
        "a\u200bb",
        "\u3164" * 10,  # Hangul fillers are letters by their category, and nobody sees them
        "\u115f\u1160\uffa0" * 3,
        "\u2800" * 10,  # empty Braille
        "\u0301" * 10,
        "\u02b0" * 10,  # modifiers
        "\U000e0041" * 10,  # tags
        "🙂🙂🙂",
    ],
)
def test_blanks_signs_and_what_nobody_sees_are_no_reason(reason: str) -> None:
    assert not says_why(reason)
    terms = ConsentTerms(needs_reason=frozenset({Capability.CONTROL}))
    assert terms.lack_reason(Capability.CONTROL, reason)
    assert not terms.lack_reason(Capability.VIEW, reason)
    assert not NO_TERMS.lack_reason(Capability.CONTROL, reason)


@given(TERMS, TERMS)
def test_terms_together_are_as_strict_as_either_in_any_order_and_however_often(
    one: ConsentTerms, other: ConsentTerms
):
    both = one.and_also(other)
    assert both == other.and_also(one)
    assert both.and_also(one) == both
    assert one.and_also(NO_TERMS) == one
    for right in Capability:
        for each in (one, other):
            assert not each.lack_reason(right, "") or both.lack_reason(right, "")
            longest_ms = each.longest_of(right)
            assert longest_ms is None or (both.longest_of(right) or 0) <= longest_ms
        own_ms = CAPABILITY_RULES[right].longest_ms
        assert own_ms is None or (both.longest_of(right) or 0) <= own_ms, "no rule makes a right last longer"


def _open(terms: ConsentTerms, right: Capability, reason: str) -> tuple[bool, int | None]:
    """Whether a person who says yes to everything is asked and opens that right, and when it ends."""
    machine = ConsentMachine(terms=terms)
    for each, why in ((Capability.VIEW, "to see it at all"), (right, reason)):
        if each in machine.rights.granted:
            continue
        machine.ask(each, request_id=1, reason=why, now_ms=0)
        if machine.prompt is not None:
            prompt_id = machine.prompt.prompt_id
            machine.answer(
                prompt_id, is_allowed=True, source="local", shown_ms=PROMPT_WAKE_MS, monitor_ids=(1,), now_ms=0
            )
            machine.grant_recorded(prompt_id, 0)
    grant = next((grant for grant in machine.grants if grant.capability is right), None)
    return grant is not None, None if grant is None else grant.ends_mono_ms


@given(TERMS, TERMS, RIGHTS, REASONS)
def test_one_rule_more_never_opens_what_was_shut_and_never_makes_it_last(
    terms: ConsentTerms, added: ConsentTerms, right: Capability, reason: str
) -> None:
    was_opened, ended_ms = _open(terms, right, reason)
    is_opened, ends_ms = _open(terms.and_also(added), right, reason)
    assert was_opened or not is_opened
    if is_opened and ended_ms is not None:
        assert ends_ms is not None
        assert ends_ms <= ended_ms
