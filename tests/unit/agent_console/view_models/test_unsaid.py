from agent_console.view_models.screens import TabView
from agent_console.view_models.unsaid import unsaid_rights
from shared.capability import Capability


def test_rights_are_unsaid_until_words_stand_there_and_only_those_the_rules_name():
    view = TabView(tab_id=1, title="417", needs_reason=frozenset({Capability.CONTROL}))
    for blank in ("", "   ", "\u200b\u200b\u200b\u200b", "ok", "\u3164\u3164\u3164"):
        assert unsaid_rights(view, blank) == {Capability.CONTROL}
    assert unsaid_rights(view, "the printer") == frozenset()
    assert unsaid_rights(TabView(tab_id=1, title="417"), "") == frozenset()
