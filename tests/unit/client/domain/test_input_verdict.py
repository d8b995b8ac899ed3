"""A verdict is one of two things, and a refusal always has its reason."""

import pytest

from client.domain.input_verdict import Injected, RefusalReason, Refused


@pytest.mark.parametrize("reason", RefusalReason)
def test_verdict_refusal_is_its_reason_and_never_an_injection(reason: RefusalReason):
    assert Refused(reason) == Refused(reason)
    assert Refused(reason) != Injected()
    assert Refused(reason).reason is reason
