"""Makes what the server says about an agent safe to show."""

from shared.protocol import limits
from shared.protocol.signaling_messages import AgentCard
from shared.protocol.text import clean_text


def clean_card(card: AgentCard) -> AgentCard:
    """The same card without anything that could draw, order or hide text."""
    return AgentCard(
        agent_id=card.agent_id,
        name=clean_text(card.name, limits.NAME_MAX_CHARS),
        organisation=clean_text(card.organisation, limits.NAME_MAX_CHARS),
        domain=clean_text(card.domain, limits.DOMAIN_MAX_CHARS),
        account_created_on=card.account_created_on,
    )
