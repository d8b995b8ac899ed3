"""Security test 28, as a property: whatever happens to rights, line and presses, what is on the other clipboard is exactly
what a press sent, or nothing; and nothing leaves that no press sent.

The person's program knows its rights; the agent's hears of them on the same way as everything else, and so too late.
"""

from collections import deque
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from shared.protocol import limits
from shared.protocol.clip_messages import ClipOffer, ClipPart
from shared.session.clip import Clip, ClipProblem
from tests.fakes.clips import Pair, picture_of, text_of

PART = limits.CLIP_PART_MAX_BYTES
SIZES = st.sampled_from([1, 5, PART, PART + 1, 5 * PART])


class TwoClipboards(RuleBasedStateMachine):
    """Plays both hands, both rights, the line, and the thread that puts things on the clipboard."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair()
        self.to_user = self.from_user = True
        self.copied_at_home: Clip | ClipProblem = ClipProblem.EMPTY
        self.pressed: dict[Any, list[Clip]] = {self.pair.agent: [], self.pair.person: []}
        self.came: list[Clip] = []
        self.number = 0

    def new_clip(self, size: int, *, is_picture: bool) -> Clip:
        """Never the same twice, so that what arrives is known to be what was sent."""
        self.number += 1
        return picture_of(self.number, 1) if is_picture else text_of(f"{self.number}".ljust(size, "x")[:size] or "x")

    # --- hands

    @rule(size=SIZES, is_picture=st.booleans())
    def person_copies_a_password(self, size: int, is_picture: bool) -> None:
        """Copying alone is nobody's business: no part of the program is even told."""
        self.copied_at_home = self.new_clip(size, is_picture=is_picture)

    @rule()
    def person_presses_send(self) -> None:
        self.press(self.pair.person, self.copied_at_home)

    @rule(size=SIZES, is_picture=st.booleans())
    def agent_presses_send(self, size: int, is_picture: bool) -> None:
        self.press(self.pair.agent, self.new_clip(size, is_picture=is_picture))

    def press(self, end: Any, found: Clip | ClipProblem) -> None:
        before, may_leave = end.desk._last_own_id, end.desk.view.may_send
        end.desk.offer(found)
        if end.desk._last_own_id > before:
            assert isinstance(found, Clip)
            assert may_leave
            self.pressed[end].append(found)

    @rule(is_shut=st.booleans())
    def hand_is_on_its_way_to_the_rules(self, is_shut: bool) -> None:
        self.pair.person.is_shut = is_shut

    # --- rights, line, time

    @rule(to_user=st.booleans(), from_user=st.booleans())
    def rights_change(self, to_user: bool, from_user: bool) -> None:
        """Also what a question, a pause and a silent line do."""
        self.to_user, self.from_user = to_user, from_user
        self.pair.person.desk.follow(may_send=from_user, may_receive=to_user)
        self.pair.person.way.append(("rights", to_user, from_user))

    @rule(to_user=st.booleans())
    def agent_gives_back(self, to_user: bool) -> None:
        self.pair.agent.desk.follow(may_send=to_user, may_receive=True)

    @rule(ms=st.integers(0, 3_000))
    def wait(self, ms: int) -> None:
        for end in (self.pair.agent, self.pair.person):
            end.clock.now_ms += ms
            end.desk.tick()

    # --- the way

    @rule(count=st.integers(1, 40))
    def agents_words_arrive(self, count: int) -> None:
        for _ in range(min(count, len(self.pair.agent.way))):
            self.arrive_at_home(self.pair.agent.way)

    @rule(count=st.integers(1, 40))
    def persons_words_arrive(self, count: int) -> None:
        for _ in range(min(count, len(self.pair.person.way))):
            self.arrive_at_office(self.pair.person.way)

    @rule()
    def clipboard_is_put(self) -> None:
        self.pair.clipboard.let()

    def arrive_at_home(self, way: deque[Any]) -> None:
        message = way.popleft()
        desk = self.pair.person.desk
        is_theirs = isinstance(message, ClipOffer | ClipPart)
        # What the flow does by the table of rights before any desk hears of a message.
        needed = self.to_user if is_theirs else self.from_user
        if not needed and type(message).__name__ != "ClipStop":
            desk.note_dropped(message)
        else:
            desk.take(message)

    def arrive_at_office(self, way: deque[Any]) -> None:
        message = way.popleft()
        desk = self.pair.agent.desk
        if isinstance(message, tuple):
            desk.follow(may_send=message[1], may_receive=message[2])
        else:
            desk.take(message)
        came = desk.view.came
        if came is not None:
            self.came.append(came)
            desk.forget_came()

    @rule()
    def all_is_well_again(self) -> None:
        """From any state at all a press arrives once rights are on and the line is good."""
        self.pair.person.is_shut = False
        self.rights_change(True, True)
        for _ in range(200):
            self.agents_words_arrive(40)
            self.persons_words_arrive(40)
            self.clipboard_is_put()
            self.wait(2_000)
            if not self.pair.agent.way and not self.pair.person.way and not self.pair.clipboard.waiting:
                break
        self.wait(20_000)
        assert not self.pair.agent.way
        assert not self.pair.person.way
        for end, arrived in ((self.pair.agent, self.pair.clipboard.held), (self.pair.person, self.came)):
            clip = self.new_clip(2 * PART, is_picture=False)
            self.press(end, clip)
            for _ in range(20):
                self.agents_words_arrive(40)
                self.persons_words_arrive(40)
                self.clipboard_is_put()
            assert arrived[-1] == clip
            assert end.desk.view.may_send

    # --- what always holds

    @invariant()
    def what_is_there_is_what_a_press_sent_in_that_order(self) -> None:
        for end, arrived in ((self.pair.agent, self.pair.clipboard.held), (self.pair.person, self.came)):
            pressed = iter(self.pressed[end])
            assert all(clip in pressed for clip in arrived), "each exactly, each once, none that no press sent"

    @invariant()
    def nothing_left_that_no_press_sent(self) -> None:
        for end in (self.pair.agent, self.pair.person):
            assert len(end.sent_of(ClipOffer)) <= len(self.pressed[end])
            ours = {clip.data for clip in self.pressed[end]}
            for part in end.sent_of(ClipPart)[-2:]:
                assert any(part.data in data for data in ours), "what came is never sent back by itself"

    @invariant()
    def nothing_is_half_there_without_its_right(self) -> None:
        desk = self.pair.person.desk
        assert self.to_user or desk._receiver is None
        assert self.from_user or not desk.view.is_sending

    @invariant()
    def what_left_and_what_came_is_told(self) -> None:
        put = [clip for news, clip, _ in self.pair.person.news if news == "put"]
        assert put == self.pair.clipboard.held
        left = [clip for news, clip, _ in self.pair.person.news if news == "left"]
        assert all(clip in left for clip in self.came)


TestTwoClipboards = TwoClipboards.TestCase
TestTwoClipboards.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
