from shared.capability import Capability
from shared.consent.grant import ConsentGrant
from shared.ids import PromptId


def test_grant_ends_at_the_nearer_limit() -> None:
    grant = ConsentGrant(
        capability=Capability.CONTROL, prompt_id=PromptId(1), granted_mono_ms=0, last_used_mono_ms=27 * 60_000
    )
    assert grant.ends_mono_ms == 30 * 60_000
    early = ConsentGrant(capability=Capability.CONTROL, prompt_id=PromptId(1), granted_mono_ms=0, last_used_mono_ms=0)
    assert early.ends_mono_ms == 5 * 60_000


def test_grant_view_lasts_as_long_as_the_session() -> None:
    grant = ConsentGrant(capability=Capability.VIEW, prompt_id=PromptId(1), granted_mono_ms=0, last_used_mono_ms=0)
    assert grant.ends_mono_ms is None
