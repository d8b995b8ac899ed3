"""The consent rules: the only place where a right of the agent can come into being.

Pure: no clock, no sockets, no windows. Methods take `now_ms` (monotonic, so that setting the wall clock changes
nothing), update the state and return what is to be done. Only `answer` with a local yes, followed by
`grant_recorded`, can widen anything; all other methods leave rights as they are or narrow them.
"""

from dataclasses import replace
from typing import Literal

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent import rows
from shared.consent.book import ConsentBook, DeskLoss
from shared.consent.effect import ApplyRights, ConsentEffect, ConsentMark, Record, TellAgent
from shared.consent.grant import BatchScope, ConsentGrant, Prompt
from shared.ids import PromptId

PROMPT_WAKE_MS = 3_000
STALL_FORGIVEN_MS = 10_000
"""A line that was silent for longer gives the picture back but asks for control again."""
UNRECORDED_MAX_MS = 120_000
"""How long rights may stay open while the server cannot record."""

AnswerSource = Literal["local", "virtual", "injected"]
PauseSource = Literal["person", "journal"]


class ConsentMachine(ConsentBook):
    """Consent of one session, from verified to ended: what each event does to it."""

    # --- the agent asks --------------------------------------------------------------------------------------

    def ask(self, capability: Capability, *, request_id: int, reason: str, now_ms: int) -> list[ConsentEffect]:
        """The agent asks for a right: opens a question, or answers at once when none may be put."""
        grant = self._grants.get(capability)
        if grant is not None and not grant.is_ending(now_ms):
            return [TellAgent(request_id=request_id, capability=capability, outcome="granted")]
        if not self._may_ask(capability) or not CAPABILITY_RULES[capability].by_name:
            return [TellAgent(request_id=request_id, capability=capability, outcome="unavailable")]
        if self._terms.lack_reason(capability, reason):
            return self._refuse_unreasoned(capability, request_id)
        return self._open_prompt(capability, "agent", now_ms, request_id=request_id, reason=reason)

    def ask_files(self, batch: BatchScope, *, request_id: int, reason: str, now_ms: int) -> list[ConsentEffect]:
        """The agent would like to send these files: one question for all of them, and never more under its yes."""
        return self._ask_about_files(Capability.FILE_TO_USER, now_ms, request_id, reason, batch)

    def ask_for_files(self, *, request_id: int, reason: str, now_ms: int) -> list[ConsentEffect]:
        """The agent would like to have files: the person chooses some, and only then is there something to allow."""
        return self._ask_about_files(Capability.FILE_FROM_USER, now_ms, request_id, reason)

    def may_be_asked(self, capability: Capability) -> bool:
        """Whether a question of the agent about this right, which is off, could be put now."""
        return capability not in self._grants and self._may_ask(capability)

    def ask_screens(
        self, monitor_ids: tuple[int, ...], *, request_id: int, reason: str, now_ms: int
    ) -> list[ConsentEffect]:
        """The agent would like to see other displays: a new question, in which the person chooses freely."""
        view = self._grants.get(Capability.VIEW)
        wanted_ids = tuple(sorted(set(monitor_ids)))
        if view is None or not self._may_ask(Capability.VIEW):
            return [TellAgent(request_id=request_id, capability=Capability.VIEW, outcome="unavailable")]
        if view.monitor_ids == wanted_ids:
            return [TellAgent(request_id=request_id, capability=Capability.VIEW, outcome="granted")]
        if self._terms.lack_reason(Capability.VIEW, reason):
            return self._refuse_unreasoned(Capability.VIEW, request_id)
        return self._open_prompt(
            Capability.VIEW, "agent", now_ms, request_id=request_id, reason=reason, wanted_ids=wanted_ids
        )

    def give_back(self, capability: Capability) -> list[ConsentEffect]:
        """The agent returns a right."""
        return self._close([capability], ConsentMark.REVOKED, "agent")

    # --- the person decides ----------------------------------------------------------------------------------

    def choose_screens(self, now_ms: int) -> list[ConsentEffect]:
        """The person wants to show another display: the same question, but their own."""
        if Capability.VIEW not in self._grants or not self._may_put(Capability.VIEW):
            return []
        return self._open_prompt(Capability.VIEW, "person", now_ms)

    def may_offer(self, capability: Capability) -> bool:
        """Whether the person could open a question of their own about this right now."""
        return capability not in self._grants and self._may_put(capability)

    def offer(self, capability: Capability, now_ms: int) -> list[ConsentEffect]:
        """The person wants to give a right nobody asked for: the same question, with the same time to read it."""
        if not self.may_offer(capability):
            return []
        return self._open_prompt(capability, "person", now_ms)

    def choose_files(self, batch: BatchScope, now_ms: int) -> list[ConsentEffect]:
        """The person chose files to send: a question about these, with all its time.

        It takes the place of the one they were chosen in, under a number of its own, so that no answer to a list
        counts for another.
        """
        capability, before = Capability.FILE_FROM_USER, self._prompt
        if before is not None and before.capability is capability:
            return [
                *self._dismiss_prompt("files_chosen", tell=False),
                *self._open_prompt(
                    capability, "person", now_ms, request_id=before.request_id, reason=before.reason, batch=batch
                ),
            ]
        if not self.may_offer(capability):
            return []
        return self._open_prompt(capability, "person", now_ms, batch=batch)

    def give_time(self, capability: Capability, *, source: AnswerSource, now_ms: int) -> list[ConsentEffect]:
        """The person lets a right that is about to end go on, as if it were granted anew; nothing stops meanwhile.

        It goes on once `grant_recorded` says so. What is asked for and answered by one press is on record as both.
        """
        grant = self._grants.get(capability)
        if grant is None or not grant.is_ending(now_ms) or self._awaiting_time is not None:
            return []
        if not self._may_put(capability):
            return []
        self._last_prompt_id += 1
        prompt = Prompt(
            prompt_id=PromptId(self._last_prompt_id),
            request_id=None,
            capability=capability,
            reason="",
            asked_mono_ms=now_ms,
            cause="person",
        )
        if source == "injected":
            return [rows.suspicious(prompt, self._epoch, source, 0)]
        self._awaiting_time = (prompt, replace(grant, prompt_id=prompt.prompt_id))
        asked = rows.asked(prompt, self._epoch)
        return [asked, rows.granted(self._awaiting_time[1], self._epoch, shown_ms=0, source=source)]

    def answer(
        self,
        prompt_id: PromptId,
        *,
        is_allowed: bool,
        source: AnswerSource,
        shown_ms: int,
        monitor_ids: tuple[int, ...],
        now_ms: int,
    ) -> list[ConsentEffect]:
        """The person answered. A yes opens nothing yet: the right waits for `grant_recorded`.

        A no always counts, also one that follows a yes: then it takes back what the yes was about to open.

        Args:
            prompt_id: the question meant; an answer to another one is ignored.
            is_allowed: yes or no.
            source: where the click came from; a yes made by a program is refused and put on record, and the question
                stays open for another answer.
            shown_ms: how long the question was visible, uncovered and focused; long enough to be read, unless the
                person only changes what is shown.
            monitor_ids: the displays chosen, for VIEW.
            now_ms: monotonic time.
        """
        prompt = self._prompt
        if prompt is None or prompt.prompt_id != prompt_id or self._is_ended:
            return [] if is_allowed else self._take_back_late(prompt_id)
        if not is_allowed:
            # Whoever says no, and however: it only narrows, so it needs no proof.
            return self._deny(prompt, "person", shown_ms)
        if prompt.is_choosing:
            return []  # there is nothing yet to say yes to
        is_too_quick = shown_ms < PROMPT_WAKE_MS and not prompt.is_own_choice
        if source == "injected" or is_too_quick:
            why = "injected" if source == "injected" else "too_quick"
            self._prompt = replace(prompt, refused_yeses=prompt.refused_yeses + 1)
            return [rows.suspicious(prompt, self._epoch, why, shown_ms)]
        self._prompt = None
        grant = ConsentGrant(
            capability=prompt.capability,
            prompt_id=prompt_id,
            granted_mono_ms=now_ms,
            last_used_mono_ms=now_ms,
            monitor_ids=tuple(sorted(set(monitor_ids))) if prompt.capability is Capability.VIEW else (),
            batch=prompt.batch,
            longest_ms=self._terms.longest_ms.get(prompt.capability),
        )
        self._awaiting_record = (prompt, grant)
        return [rows.granted(grant, self._epoch, shown_ms=shown_ms, source=source)]

    def revoke(self, capability: Capability) -> list[ConsentEffect]:
        """The person takes one right back; rights that need it go too."""
        effects = self._close([capability], ConsentMark.REVOKED, "person")
        if effects or self._is_ended:
            return effects
        # It had just ended by itself. The press has shut input all the same, and only a new epoch opens that again.
        self._epoch += 1
        return [ApplyRights()]

    def leave_desk(self, reason: DeskLoss) -> list[ConsentEffect]:
        """Nobody watches the desk any more: control ends. What is seen of a desk like that is its lock screen."""
        return self._close([Capability.CONTROL], ConsentMark.REVOKED, reason)

    def fulfil(self, capability: Capability) -> list[ConsentEffect]:
        """What the right was given for is done."""
        return self._close([capability], ConsentMark.EXPIRED, "need_gone", why="done")

    def pause(self, source: PauseSource = "person") -> list[ConsentEffect]:
        """Seeing and controlling stop without ending; an open question counts as answered no.

        Args:
            source: `person`, or `journal` when their own record cannot be written.
        """
        if self._is_paused or self._is_ended:
            return []
        effects = self._dismiss_prompt("paused")
        self._is_paused = True
        self._epoch += 1
        return [ApplyRights(), *effects, rows.pausing(ConsentMark.PAUSED, self._epoch, source)]

    def resume(self) -> list[ConsentEffect]:
        """Only the person's own hand lifts a pause."""
        if not self._is_paused or self._is_ended:
            return []
        self._is_paused = False
        self._epoch += 1
        return [rows.pausing(ConsentMark.RESUMED, self._epoch, "person"), ApplyRights()]

    # --- the record ------------------------------------------------------------------------------------------

    def grant_recorded(self, prompt_id: PromptId, now_ms: int) -> list[ConsentEffect]:
        """The yes is on disk here and at the server: the right opens, or goes on."""
        if self._awaiting_time is not None and self._awaiting_time[0].prompt_id == prompt_id and not self._is_ended:
            return self._go_on(self._awaiting_time[1], now_ms)
        if self._awaiting_record is None or self._awaiting_record[0].prompt_id != prompt_id or self._is_ended:
            return []
        prompt, grant = self._awaiting_record
        self._awaiting_record = None
        if not CAPABILITY_RULES[prompt.capability].needs <= self._grants.keys():
            return self._unopened(prompt, "need_gone")
        before = self._grants.get(grant.capability)
        self._grants[grant.capability] = replace(grant, granted_mono_ms=now_ms, last_used_mono_ms=now_ms)
        self._epoch += 1
        effects: list[ConsentEffect] = [ApplyRights()]
        if before is not None:
            # Other displays, or more time, under a yes of their own; what needs the right goes on with the new one.
            why = "screen_changed" if grant.capability is Capability.VIEW else "renewed"
            effects.append(rows.closing(before, self._epoch, ConsentMark.REVOKED, why))
        return [*effects, *rows.answer(prompt, "granted")]

    def grant_unrecorded(self, prompt_id: PromptId) -> list[ConsentEffect]:
        """The yes could not be recorded: the right does not open, or does not last longer."""
        if self._awaiting_time is not None and self._awaiting_time[0].prompt_id == prompt_id:
            return self._drop_time("not_recorded")
        if self._awaiting_record is None or self._awaiting_record[0].prompt_id != prompt_id:
            return []
        prompt, _ = self._awaiting_record
        self._awaiting_record = None
        return self._unopened(prompt, "not_recorded")

    def record_lost(self, now_ms: int) -> list[ConsentEffect]:
        """The server cannot record any more; nothing new opens, and after two minutes what is open closes."""
        if self._unrecorded_since_ms is None:
            self._unrecorded_since_ms = now_ms
        effects = self._dismiss_prompt("not_recorded")
        if self._awaiting_record is not None:
            effects += self.grant_unrecorded(self._awaiting_record[0].prompt_id)
        return effects + self._drop_time("not_recorded")

    def record_restored(self) -> None:
        """The server records again."""
        self._unrecorded_since_ms = None

    # --- the displays ----------------------------------------------------------------------------------------

    def screens_changed(self, present: frozenset[int], now_ms: int) -> list[ConsentEffect]:
        """Displays came, went, moved or changed their size.

        The right to see ends with any display it is about, and the person is asked for another one. Otherwise only
        the epoch goes up: what the agent pointed at before may lie elsewhere now.
        """
        if self._is_ended:
            return []
        view = self._grants.get(Capability.VIEW)
        if view is None or present.issuperset(view.monitor_ids):
            self._epoch += 1
            return [ApplyRights()]
        effects = self._close([Capability.VIEW], ConsentMark.EXPIRED, "screen_gone")
        effects += self._dismiss_prompt("screen_gone")
        if present and self._may_put(Capability.VIEW):
            effects += self._open_prompt(Capability.VIEW, "screen_gone", now_ms)
        return effects

    # --- the line and the clock ------------------------------------------------------------------------------

    def stall(self, now_ms: int) -> list[ConsentEffect]:
        """Three seconds without a heartbeat: control is off until the line comes back."""
        if self._stalled_since_ms is not None or self._is_ended:
            return []
        self._stalled_since_ms = now_ms
        self._epoch += 1
        return [*self._dismiss_prompt("stalled"), ApplyRights()]

    def recover(self, now_ms: int) -> list[ConsentEffect]:
        """The line is back; after more than ten seconds control must be asked for again."""
        if self._stalled_since_ms is None or self._is_ended:
            return []
        silent_ms = now_ms - self._stalled_since_ms
        self._stalled_since_ms = None
        self._epoch += 1
        effects: list[ConsentEffect] = []
        if silent_ms > STALL_FORGIVEN_MS:
            effects = self._close([Capability.CONTROL], ConsentMark.EXPIRED, "need_gone", why="stalled")
        return [*effects, ApplyRights()]

    def use(self, capability: Capability, now_ms: int) -> None:
        """A right was made use of; pushes its idle limit back."""
        grant = self._grants.get(capability)
        if grant is not None:
            self._grants[capability] = replace(grant, last_used_mono_ms=max(now_ms, grant.last_used_mono_ms))

    def tick(self, now_ms: int) -> list[ConsentEffect]:
        """Time passed: unanswered questions become no, rights past their limit end."""
        if self._is_ended:
            return []
        effects: list[ConsentEffect] = []
        prompt = self._prompt
        if prompt is not None and now_ms - prompt.asked_mono_ms >= prompt.timeout_ms:
            effects += self._deny(prompt, "timeout", prompt.timeout_ms)
        for grant in self.grants:
            if grant.ends_mono_ms is not None and now_ms >= grant.ends_mono_ms:
                why = "idle" if grant.ends_idle else "time"
                effects += self._close([grant.capability], ConsentMark.EXPIRED, "need_gone", why=why)
        lost_ms = self._unrecorded_since_ms
        if lost_ms is not None and now_ms - lost_ms >= UNRECORDED_MAX_MS:
            effects += self._close(list(self._grants), ConsentMark.EXPIRED, "not_recorded", why="not_recorded")
        return effects

    def end(self) -> list[ConsentEffect]:
        """The session is over; final."""
        if self._is_ended:
            return []
        effects = self._dismiss_prompt("ended", tell=False)
        if self._awaiting_record is not None:
            prompt, _ = self._awaiting_record
            self._awaiting_record = None
            effects += [effect for effect in self._unopened(prompt, "ended") if isinstance(effect, Record)]
        effects += self._drop_time("ended")
        effects = self._close(list(self._grants), ConsentMark.REVOKED, "ended") + effects
        self._is_ended = True
        self._epoch += 1
        return [ApplyRights(), *(effect for effect in effects if not isinstance(effect, ApplyRights))]

    # --- inside ----------------------------------------------------------------------------------------------

    def _ask_about_files(
        self, capability: Capability, now_ms: int, request_id: int, reason: str, batch: BatchScope | None = None
    ) -> list[ConsentEffect]:
        if not self.may_be_asked(capability):
            return [TellAgent(request_id=request_id, capability=capability, outcome="unavailable")]
        if self._terms.lack_reason(capability, reason):
            return self._refuse_unreasoned(capability, request_id)
        return self._open_prompt(capability, "agent", now_ms, request_id=request_id, reason=reason, batch=batch)

    def _take_back_late(self, prompt_id: PromptId) -> list[ConsentEffect]:
        """A no to a question that was answered with yes a moment ago."""
        awaiting = self._awaiting_record
        if awaiting is not None and awaiting[0].prompt_id == prompt_id:
            self._awaiting_record = None
            return self._unopened(awaiting[0], "person")
        for grant in self.grants:
            if grant.prompt_id == prompt_id:
                return self.revoke(grant.capability)
        return []

    def _go_on(self, grant: ConsentGrant, now_ms: int) -> list[ConsentEffect]:
        """A right was given more time: what it allows has not changed, so the epoch has not either."""
        self._awaiting_time = None
        before = self._grants[grant.capability]
        self._grants[grant.capability] = replace(
            before, prompt_id=grant.prompt_id, granted_mono_ms=now_ms, last_used_mono_ms=now_ms
        )
        return [ApplyRights(), rows.closing(before, self._epoch, ConsentMark.REVOKED, "renewed")]
