from shared.capability import Capability
from shared.protocol.signaling_messages import RightLimit, SessionPolicy, SessionTerms
from shared.session.policy_reading import read_policy

SESSION = "0" * 32


def test_policy_is_read_as_forbidden_rights_and_sets_no_terms():
    told = read_policy(SessionPolicy(session_id=SESSION, forbidden=[Capability.CONTROL]))
    assert told.forbidden == {Capability.CONTROL}
    assert told.terms.needs_reason == frozenset()
    assert told.terms.longest_ms == {}


def test_terms_forbid_nothing_and_of_two_lengths_the_shorter_counts_whatever_their_order():
    limits = [RightLimit(capability=Capability.CONTROL, longest_ms=each) for each in (9_000, 2_000, 5_000)]
    told = read_policy(SessionTerms(session_id=SESSION, needs_reason=[Capability.VIEW], longest=limits))
    assert told.forbidden == frozenset()
    assert told.terms.needs_reason == {Capability.VIEW}
    assert told.terms.longest_ms == {Capability.CONTROL: 2_000}
