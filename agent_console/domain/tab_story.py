"""Tells the agent what happened in a tab, by looking at how its state differs from a moment ago."""

from shared.capability import CAPABILITY_RULES, Capability
from shared.session.agent_machine import AgentMachine, RightState
from shared.session.state import AgentState
from shared.session.story import StoryKind
from shared.session.talk import Talk


class TabStory:
    """For one tab; the talk begins when the person's program says that the session is on record."""

    def __init__(self, talk: Talk) -> None:
        """Start with nothing to tell.

        Args:
            talk: where it is told.
        """
        self._talk = talk
        self._has_begun = False
        self._is_paused = False
        self._rights: dict[Capability, RightState] = {}

    def follow(self, machine: AgentMachine) -> None:
        """The state is this now."""
        if machine.state is AgentState.ENDED:
            self._talk.end(machine.end_reason or "failed")
            return
        if not machine.is_on_record:
            return
        if not self._has_begun:
            self._has_begun = True
            self._talk.begin()
        self._talk.set_silent(is_silent=machine.is_stalled)
        for capability in CAPABILITY_RULES:
            before = self._rights.get(capability, "off")
            state = machine.right_state(capability)
            if state != before:
                self._rights[capability] = state
                self._tell_right(capability, before, state)
        is_paused = machine.cover == "paused"
        if is_paused is not self._is_paused:
            self._is_paused = is_paused
            self._talk.tell(StoryKind.PAUSED if is_paused else StoryKind.RESUMED)

    def _tell_right(self, capability: Capability, before: RightState, state: RightState) -> None:
        if state == "on":
            self._talk.tell(StoryKind.RIGHT_ON, capability)
        elif state == "asked":
            self._talk.tell(StoryKind.RIGHT_ASKED, capability)
        elif state == "refused" and before == "asked":
            self._talk.tell(StoryKind.RIGHT_DENIED, capability)
        elif before == "on":
            self._talk.tell(StoryKind.RIGHT_OFF, capability)
