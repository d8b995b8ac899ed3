"""How entries of the record are filled."""

from dataclasses import replace

import pytest

from shared.audit.event import AuditTag, check_event_data
from shared.capability import Capability
from shared.consent import rows
from shared.consent.effect import ConsentMark, Record
from shared.consent.grant import ConsentGrant, Prompt
from shared.ids import PromptId

PROMPT = Prompt(
    prompt_id=PromptId(4), request_id=None, capability=Capability.VIEW, reason="", asked_mono_ms=0, wanted_ids=(1, 16)
)
GRANT = ConsentGrant(
    capability=Capability.VIEW, prompt_id=PromptId(4), granted_mono_ms=0, last_used_mono_ms=0, monitor_ids=(2,)
)


@pytest.mark.parametrize(
    ("capability", "ids", "words"),
    [
        (Capability.VIEW, (), "monitor"),
        (Capability.VIEW, (2,), "monitor:2"),
        (Capability.VIEW, (1, 3), "monitor:1+3"),
        (Capability.CONTROL, (), "desktop"),
    ],
)
def test_scope_in_the_words_of_the_record(capability, ids, words) -> None:
    assert rows.scope(capability, ids) == words


@pytest.mark.parametrize(
    "row",
    [
        rows.asked(PROMPT, 1),
        rows.granted(GRANT, 1, shown_ms=3_000, source="local"),
        rows.granted(replace(GRANT, longest_ms=120_000), 1, shown_ms=3_000, source="local"),
        rows.denied(PROMPT, 1, "person", 9),
        rows.unreasoned(Capability.VIEW, PromptId(4), 1),
        rows.suspicious(PROMPT, 1, "injected", 9),
        rows.unopened(PROMPT, 1, "ended"),
        rows.closing(GRANT, 1, ConsentMark.EXPIRED, "screen_gone"),
        rows.closing(GRANT, 1, ConsentMark.REVOKED, "screen_changed"),
    ],
)
def test_row_is_fit_for_the_record(row: Record) -> None:
    assert row.capability is not None
    assert row.prompt_id is not None
    data = {**row.data, "capability": str(row.capability), "prompt_id": int(row.prompt_id)}
    assert check_event_data(AuditTag(f"session:consent:{row.mark}"), data) is None


def test_answer_goes_only_to_an_agent_who_asked() -> None:
    assert rows.answer(PROMPT, "granted") == []
