"""The invariants of consent that are about rights, driven by every order of events Hypothesis can think of."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent.book import DENIALS_MAX
from shared.consent.effect import ApplyRights, ConsentMark, Record, TellAgent
from shared.consent.grant import BatchScope
from shared.consent.machine import PROMPT_WAKE_MS, ConsentMachine
from shared.consent.policy import Allowed
from shared.consent.terms import NO_TERMS, ConsentTerms, says_why
from shared.ids import PromptId

# Rights this version offers come up more often than those it must refuse, or few walks would get anywhere.
CAPABILITIES = st.one_of(
    st.sampled_from([Capability.VIEW, Capability.CONTROL]),
    st.sampled_from([Capability.VIEW, Capability.CONTROL, Capability.FILE_TO_USER, Capability.FILE_FROM_USER]),
    st.sampled_from(sorted(Capability)),
)
REASONS = st.sampled_from(["", "  \u200b", "to look at the printer"])
TERMS = st.builds(
    ConsentTerms,
    needs_reason=st.frozensets(st.sampled_from(sorted(Capability))),
    longest_ms=st.dictionaries(st.sampled_from(sorted(Capability)), st.sampled_from([1, 120_000, 10**7])),
)
CLOSING = {ConsentMark.REVOKED, ConsentMark.EXPIRED}


class ConsentRules(RuleBasedStateMachine):
    """Plays person, agent, line, record and clock against the machine and keeps its own books."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = ConsentMachine()
        self.now_ms = 1_000
        self.yes_by_person: set[int] = set()
        self.recorded: set[int] = set()
        self.capability_of: dict[int, Capability] = {}
        self.withdrawn: set[int] = set()
        self.opened: dict[Capability, int] = {}
        self.granted_rows: list[int] = []
        self.closed_rows: list[int] = []
        self.asked_at: dict[int, int] = {}
        self.causes: dict[int, str] = {}
        self.denials = dict.fromkeys(Capability, 0)
        self.rights = self.machine.rights
        self.is_ended = False

    @initialize(terms=st.just(NO_TERMS) | TERMS)
    def begin(self, terms: ConsentTerms) -> None:
        self.machine = ConsentMachine(terms=terms)
        self.rights = self.machine.rights
        assert self.rights.usable == frozenset()

    def take(self, effects, *, may_widen: bool = False) -> None:
        """Check one call: what it did to rights, and that the books agree."""
        before, after = self.rights, self.machine.rights
        if not may_widen:
            assert after.granted <= before.granted, "only a recorded local yes may open a right (I5, I7)"
        opened = after.granted - before.granted
        closed = before.granted - after.granted
        replaced = self.replaced(after.granted & before.granted)
        if replaced:
            assert may_widen, "other screens only under a yes of their own"
            opened, closed = opened | replaced, closed | replaced
        if after.usable != before.usable:
            assert after.epoch > before.epoch, "input sent before the change would still be heard (I10)"
            assert any(isinstance(effect, ApplyRights) for effect in effects)
        rows = [effect for effect in effects if isinstance(effect, Record)]
        for row in rows:
            if row.mark is ConsentMark.GRANTED:
                assert row.prompt_id not in self.granted_rows
                self.granted_rows.append(row.prompt_id)
                self.capability_of[row.prompt_id] = row.capability
            if row.mark in CLOSING:
                assert row.prompt_id in self.granted_rows, "a closing row without an opening one (I8)"
                assert row.prompt_id not in self.closed_rows, "two closing rows (I8)"
                self.closed_rows.append(row.prompt_id)
            if row.mark is ConsentMark.ASKED:
                self.causes[row.prompt_id] = row.data["cause"]
            if row.mark is ConsentMark.DENIED and row.data["source"] == "no_reason":
                assert row.capability in self.machine.terms.needs_reason
                assert row.prompt_id not in self.asked_at, "a question that was put is answered by somebody else"
                self.denials[row.capability] += 1
            is_answer = row.mark is ConsentMark.DENIED and row.data["source"] in {"person", "timeout"}
            if is_answer and self.causes[row.prompt_id] == "agent":
                self.denials[row.capability] += 1
        opened_before = dict(self.opened)
        for capability in opened:
            grant = next(grant for grant in self.machine.grants if grant.capability is capability)
            assert grant.prompt_id in self.yes_by_person & self.recorded
            assert grant.prompt_id not in self.withdrawn, "taken back before it opened, and opened all the same"
            self.opened[capability] = grant.prompt_id
        for capability in closed:
            assert opened_before[capability] in self.closed_rows
            if self.opened[capability] == opened_before[capability]:
                del self.opened[capability]
            first_apply = next(i for i, effect in enumerate(effects) if isinstance(effect, ApplyRights))
            first_row = next(i for i, e in enumerate(effects) if isinstance(e, Record) and e.mark in CLOSING)
            assert first_apply < first_row, "revoking never waits for the record"
        answers = [effect for effect in effects if isinstance(effect, TellAgent)]
        assert all(answer.outcome != "granted" or answer.capability in after.granted for answer in answers)
        self.rights = after

    def replaced(self, kept) -> frozenset[Capability]:
        """Rights that are still on, but under another yes than before."""
        return frozenset(
            grant.capability
            for grant in self.machine.grants
            if grant.capability in kept and grant.prompt_id != self.opened[grant.capability]
        )

    def note_prompt(self, had_prompt) -> None:
        prompt = self.machine.prompt
        if prompt is not None and prompt is not had_prompt:
            assert prompt.prompt_id not in self.asked_at
            self.asked_at[prompt.prompt_id] = self.now_ms
            self.check_reason(prompt)
            assert self.machine.rights.usable == frozenset(), "a question is open: nothing may be seen or steered"

    def check_reason(self, prompt) -> None:
        is_wanted = prompt.cause == "agent" and prompt.capability in self.machine.terms.needs_reason
        assert not is_wanted or says_why(prompt.reason), "a question without the reason that rules want"

    # --- agent

    @rule(capability=CAPABILITIES, reason=REASONS)
    def agent_asks(self, capability: Capability, reason: str = "to help") -> None:
        had_prompt = self.machine.prompt
        effects = self.machine.ask(capability, request_id=7, reason=reason, now_ms=self.now_ms)
        self.take(effects)
        prompt = self.machine.prompt
        if prompt is not None and prompt is not had_prompt:
            assert had_prompt is None, "two questions at once"
            assert CAPABILITY_RULES[capability].offered
            assert self.denials[capability] < DENIALS_MAX
            assert not self.machine.is_ended
            assert prompt.prompt_id not in self.asked_at
            self.asked_at[prompt.prompt_id] = self.now_ms
            self.check_reason(prompt)
            assert self.machine.rights.usable == frozenset(), "a question is open: nothing may be seen or steered"

    @rule(monitor_ids=st.sampled_from([(1,), (2,), (1, 2)]), reason=REASONS)
    def agent_asks_for_screens(self, monitor_ids, reason: str) -> None:
        had_prompt = self.machine.prompt
        self.take(self.machine.ask_screens(monitor_ids, request_id=8, reason=reason, now_ms=self.now_ms))
        self.note_prompt(had_prompt)
        assert self.machine.prompt is had_prompt or self.denials[Capability.VIEW] < DENIALS_MAX

    @rule(batch_id=st.integers(1, 3), reason=REASONS)
    def agent_offers_files(self, batch_id: int, reason: str) -> None:
        had_prompt, had_right = self.machine.prompt, Capability.FILE_TO_USER in self.rights.granted
        batch = BatchScope(batch_id=batch_id, file_count=2, total_bytes=10)
        self.take(self.machine.ask_files(batch, request_id=9, reason=reason, now_ms=self.now_ms))
        self.note_prompt(had_prompt)
        if self.machine.prompt is not had_prompt:
            assert not had_right, "a yes to one list is no yes to the next"
            assert self.machine.prompt.batch == batch
            assert self.denials[Capability.FILE_TO_USER] < DENIALS_MAX

    @rule(reason=REASONS)
    def agent_asks_for_files(self, reason: str) -> None:
        had_prompt = self.machine.prompt
        self.take(self.machine.ask_for_files(request_id=10, reason=reason, now_ms=self.now_ms))
        self.note_prompt(had_prompt)
        if self.machine.prompt is not had_prompt:
            assert had_prompt is None, "two questions at once"
            assert self.machine.prompt.is_choosing
            assert self.denials[Capability.FILE_FROM_USER] < DENIALS_MAX

    @rule(batch_id=st.integers(1, 3))
    def person_chooses_files(self, batch_id: int) -> None:
        had_prompt, had_right = self.machine.prompt, Capability.FILE_FROM_USER in self.rights.granted
        batch = BatchScope(batch_id=batch_id, file_count=2, total_bytes=10)
        self.take(self.machine.choose_files(batch, self.now_ms))
        self.note_prompt(had_prompt)
        if self.machine.prompt is not had_prompt:
            assert not had_right, "a yes to one list is no yes to the next"
            assert had_prompt is None or had_prompt.capability is Capability.FILE_FROM_USER
            assert self.machine.prompt.batch == batch
            assert had_prompt is None or self.machine.prompt.request_id == had_prompt.request_id

    @rule(is_recorded=st.sampled_from([True, True, False]))
    def person_sends_files(self, is_recorded: bool) -> None:
        """The whole happy way at once, so that long walks have this right to lose."""
        self.line_recovers()
        self.person_resumes()
        self.record_returns()
        self.person_chooses_files(batch_id=2)
        self.person_answers(is_allowed=True, source="local", shown_ms=PROMPT_WAKE_MS, skew=0)
        if is_recorded:
            self.record_commits(skew=0)

    @rule(capability=CAPABILITIES)
    def batch_ends(self, capability: Capability) -> None:
        self.withdraw(capability)
        self.take(self.machine.fulfil(capability))

    @rule(capability=CAPABILITIES)
    def agent_returns(self, capability: Capability) -> None:
        self.withdraw(capability)
        self.take(self.machine.give_back(capability))

    def withdraw(self, capability: Capability) -> None:
        """Whatever was said yes to so far and is not open now must stay shut."""
        self.withdrawn |= {
            i for i, of in self.capability_of.items() if of is capability and i not in self.closed_rows
        }

    # --- person

    @rule(
        is_allowed=st.booleans(),
        source=st.sampled_from(["local", "virtual", "injected"]),
        shown_ms=st.sampled_from([0, PROMPT_WAKE_MS - 1, PROMPT_WAKE_MS, 9_000]),
        skew=st.sampled_from([0, 0, 0, 1, -1]),
    )
    def person_answers(self, is_allowed: bool, source, shown_ms: int, skew: int) -> None:
        prompt = self.machine.prompt
        prompt_id = PromptId((prompt.prompt_id if prompt else 1) + skew)
        effects = self.machine.answer(
            prompt_id, is_allowed=is_allowed, source=source, shown_ms=shown_ms, monitor_ids=(1,), now_ms=self.now_ms
        )
        self.take(effects)
        granted = [e for e in effects if isinstance(e, Record) and e.mark is ConsentMark.GRANTED]
        if granted:
            assert is_allowed
            assert source != "injected"
            assert skew == 0
            assert prompt is not None
            assert not prompt.is_choosing, "a yes to nothing"
            assert shown_ms >= PROMPT_WAKE_MS or prompt.is_own_choice
            self.yes_by_person.add(prompt_id)

    @rule()
    def person_wants_another_screen(self) -> None:
        had_prompt = self.machine.prompt
        self.take(self.machine.choose_screens(self.now_ms))
        self.note_prompt(had_prompt)

    @rule(capability=CAPABILITIES)
    def person_offers(self, capability: Capability) -> None:
        had_prompt = self.machine.prompt
        self.take(self.machine.offer(capability, self.now_ms))
        self.note_prompt(had_prompt)

    @rule(source=st.sampled_from(["local", "local", "virtual", "injected"]))
    def person_gives_time(self, source) -> None:
        before = self.machine.rights
        effects = self.machine.give_time(Capability.CONTROL, source=source, now_ms=self.now_ms)
        self.take(effects)
        assert self.machine.rights == before, "nothing goes on longer before it is on record"
        for row in effects:
            if isinstance(row, Record) and row.mark is ConsentMark.GRANTED:
                assert source != "injected"
                self.yes_by_person.add(row.prompt_id)

    @rule()
    def person_gives_time_near_the_end(self) -> None:
        """What chance alone would seldom find: control is on, its end is near, and the yes is recorded."""
        self.person_allows_both()
        self.time_passes(4 * 60_000 + 30_000)
        self.person_gives_time("local")
        self.record_commits(skew=0)

    @rule(present=st.sampled_from([frozenset(), frozenset({1}), frozenset({1, 2}), frozenset({2})]))
    def screens_change(self, present) -> None:
        had_prompt = self.machine.prompt
        before = self.machine.rights
        self.take(self.machine.screens_changed(present, self.now_ms))
        self.note_prompt(had_prompt)
        after = self.machine.rights
        assert present.issuperset(after.monitor_ids), "a screen that is gone is not shown"
        assert Capability.VIEW not in before.granted or after.monitor_ids in {before.monitor_ids, ()}
        assert after.epoch > before.epoch or self.is_ended, "the agent pointed at another layout"

    @rule()
    def person_allows_both(self) -> None:
        self.person_allows(Capability.VIEW, is_recorded=True)
        self.person_allows(Capability.CONTROL, is_recorded=True)

    @rule(capability=CAPABILITIES)
    def person_revokes(self, capability: Capability) -> None:
        self.withdraw(capability)
        self.take(self.machine.revoke(capability))
        assert capability not in self.machine.rights.granted

    @rule()
    def person_pauses(self) -> None:
        self.take(self.machine.pause())
        assert self.machine.rights.usable == frozenset()

    @rule()
    def person_resumes(self) -> None:
        # Usable rights may come back, but nothing that was not granted before.
        self.take(self.machine.resume())

    @rule(
        capability=st.sampled_from([Capability.VIEW, Capability.CONTROL]),
        is_recorded=st.sampled_from([True, True, False]),
    )
    def person_allows(self, capability: Capability, is_recorded: bool) -> None:
        """The whole happy way at once, so that long walks have rights to lose."""
        self.line_recovers()
        self.person_resumes()
        self.record_returns()
        if self.machine.prompt is None:
            self.agent_asks(capability)
        self.person_answers(is_allowed=True, source="local", shown_ms=PROMPT_WAKE_MS, skew=0)
        if is_recorded:
            self.record_commits(skew=0)

    # --- record

    @rule(skew=st.sampled_from([0, 0, 1]))
    def record_commits(self, skew: int) -> None:
        open_rows = [i for i in self.granted_rows if i not in self.closed_rows and i not in self.recorded]
        prompt_id = PromptId((open_rows[-1] if open_rows else 1) + skew)
        if skew == 0 and open_rows:
            self.recorded.add(prompt_id)
        self.take(self.machine.grant_recorded(prompt_id, self.now_ms), may_widen=skew == 0)

    @rule()
    def record_fails(self) -> None:
        open_rows = [i for i in self.granted_rows if i not in self.closed_rows and i not in self.recorded]
        self.take(self.machine.grant_unrecorded(PromptId(open_rows[-1] if open_rows else 1)))

    @rule()
    def record_is_lost(self) -> None:
        self.take(self.machine.record_lost(self.now_ms))
        assert self.machine.prompt is None

    @rule()
    def record_returns(self) -> None:
        self.machine.record_restored()
        assert self.machine.rights == self.rights

    # --- line and time

    @rule()
    def line_stalls(self) -> None:
        self.take(self.machine.stall(self.now_ms))
        assert Capability.CONTROL not in self.machine.rights.usable

    @rule()
    def line_recovers(self) -> None:
        self.take(self.machine.recover(self.now_ms))

    @rule(step_ms=st.sampled_from([0, 10, 1_000, 5_000, 31_000, 130_000, 6 * 60_000, 31 * 60_000]))
    def time_passes(self, step_ms: int) -> None:
        self.now_ms += step_ms
        self.take(self.machine.tick(self.now_ms))
        prompt = self.machine.prompt
        assert prompt is None or self.now_ms - prompt.asked_mono_ms < prompt.timeout_ms
        assert all(grant.ends_mono_ms is None or grant.ends_mono_ms > self.now_ms for grant in self.machine.grants)

    @rule(capability=CAPABILITIES)
    def right_is_used(self, capability: Capability) -> None:
        self.machine.use(capability, self.now_ms)
        assert self.machine.rights == self.rights

    @rule(chance=st.integers(0, 3))
    def session_ends(self, chance: int) -> None:
        if chance:
            return
        self.take(self.machine.end())
        self.is_ended = True

    # --- always

    @invariant()
    def control_needs_view(self) -> None:
        rights = self.machine.rights
        assert Capability.CONTROL not in rights.granted or Capability.VIEW in rights.granted

    @invariant()
    def what_is_usable_is_granted_and_checked(self) -> None:
        rights = self.machine.rights
        assert rights.usable <= rights.granted
        for capability in Capability:
            allowed = isinstance(self.machine.check(capability, self.now_ms), Allowed)
            assert not allowed or capability in rights.usable

    @invariant()
    def no_right_outlasts_the_terms(self) -> None:
        for grant in self.machine.grants:
            longest_ms = self.machine.terms.longest_of(grant.capability)
            if longest_ms is not None:
                assert grant.ends_mono_ms is not None
                assert grant.ends_mono_ms <= grant.granted_mono_ms + longest_ms

    @invariant()
    def nothing_without_an_open_row(self) -> None:
        assert set(self.opened) == self.machine.rights.granted
        assert all(
            prompt_id in self.granted_rows and prompt_id not in self.closed_rows for prompt_id in self.opened.values()
        )

    @invariant()
    def files_go_only_as_a_list(self) -> None:
        # A right the person offered by name has none; the program offers it for files from the person alone.
        for grant in self.machine.grants:
            assert grant.capability is not Capability.FILE_FROM_USER or grant.batch is not None

    @invariant()
    def ended_is_final(self) -> None:
        if self.is_ended:
            assert self.machine.rights.granted == frozenset()
            assert self.machine.prompt is None
            assert set(self.granted_rows) == set(self.closed_rows), "every grant has its closing row (I8)"


ConsentRules.TestCase.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
TestConsentRules = ConsentRules.TestCase
