"""Reads what the server says of the organisation's rules, the same way in both programs."""

from shared.consent.terms import ConsentTerms
from shared.protocol.signaling_messages import SessionPolicy, SessionTerms
from shared.session.events import PolicyTold


def read_policy(message: SessionPolicy | SessionTerms) -> PolicyTold:
    """What a message about rules means for its session; of two lengths for one right the shorter counts."""
    if isinstance(message, SessionPolicy):
        return PolicyTold(forbidden=frozenset(message.forbidden))
    terms = ConsentTerms(needs_reason=frozenset(message.needs_reason))
    for limit in message.longest:
        terms = terms.and_also(ConsentTerms(longest_ms={limit.capability: limit.longest_ms}))
    return PolicyTold(terms=terms)
