from shared.protocol.signaling_messages import AgentCard
from shared.session.agent_card import clean_card


def test_card_with_hostile_text_becomes_plain_lines() -> None:
    card = AgentCard(
        agent_id="agent:7",
        name="Ana\u202e poP\x1b[2J",
        organisation="Contoso\nSupport",
        domain="help.example\u200b",
        account_created_on="2026-01-02",
    )
    cleaned = clean_card(card)
    assert cleaned.name == "Ana poP[2J"
    assert cleaned.organisation == "Contoso Support"
    assert cleaned.domain == "help.example"
    assert cleaned.agent_id == card.agent_id
