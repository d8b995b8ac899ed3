"""What is asked, awaited and allowed in one session, and the moves events are made of: none of them widens a right.

Which event makes which moves is the business of `machine`, and of nobody else.
"""

from collections import Counter
from typing import Literal

from shared.capability import CAPABILITY_RULES, Capability
from shared.consent import rows
from shared.consent.effect import ApplyRights, ConsentEffect, ConsentMark, TellAgent
from shared.consent.grant import BatchScope, ConsentGrant, Prompt, PromptCause
from shared.consent.policy import Allowed, Denied, DenyReason, Verdict
from shared.consent.rights import Cover, Rights
from shared.consent.terms import NO_TERMS, ConsentTerms
from shared.ids import PromptId

DENIALS_MAX = 3

DeskLoss = Literal["locked", "asleep", "switched"]
RevokeReason = Literal["person", "agent", "need_gone", "ended", "not_recorded", "screen_gone", DeskLoss]


class ConsentBook:
    """Consent of one session as it stands."""

    def __init__(
        self,
        *,
        offered: frozenset[Capability] | None = None,
        first_epoch: int = 0,
        terms: ConsentTerms = NO_TERMS,
    ) -> None:
        """Start with nothing allowed.

        Args:
            offered: rights that may be asked for at all; None takes those of `CAPABILITY_RULES`. Policy narrows it.
            first_epoch: above every epoch of earlier sessions in this process, so that none ever comes twice.
            terms: what the organisation's rules ask of questions and take from every yes.
        """
        by_rule = frozenset(capability for capability, rule in CAPABILITY_RULES.items() if rule.offered)
        self._offered = by_rule if offered is None else by_rule & offered
        self._terms = terms
        self._grants: dict[Capability, ConsentGrant] = {}
        self._awaiting_record: tuple[Prompt, ConsentGrant] | None = None
        self._awaiting_time: tuple[Prompt, ConsentGrant] | None = None
        self._prompt: Prompt | None = None
        self._last_prompt_id = 0
        self._denials: Counter[Capability] = Counter()
        self._is_paused = False
        self._is_ended = False
        self._stalled_since_ms: int | None = None
        self._unrecorded_since_ms: int | None = None
        self._epoch = first_epoch

    # --- what the state says -------------------------------------------------------------------------------

    @property
    def terms(self) -> ConsentTerms:
        """What the organisation's rules ask and take."""
        return self._terms

    @property
    def prompt(self) -> Prompt | None:
        """The open question, if any."""
        return self._prompt

    @property
    def is_paused(self) -> bool:
        """Whether the person pressed Pause."""
        return self._is_paused

    @property
    def is_stalled(self) -> bool:
        """Whether the line is silent."""
        return self._stalled_since_ms is not None

    @property
    def is_ended(self) -> bool:
        """Whether the session is over; nothing changes after that."""
        return self._is_ended

    @property
    def grants(self) -> tuple[ConsentGrant, ...]:
        """Rights that are on, oldest first."""
        return tuple(sorted(self._grants.values(), key=lambda grant: grant.granted_mono_ms))

    @property
    def rights(self) -> Rights:
        """What may be done now, as of the last call that took a time."""
        usable = {capability for capability in self._grants if self._obstacle(capability) is None}
        cover: Cover = "none"
        if Capability.VIEW in self._grants:
            cover = "paused" if self._is_paused else "asking" if self._is_deciding else "none"
        view = self._grants.get(Capability.VIEW)
        return Rights(
            usable=frozenset(usable),
            granted=frozenset(self._grants),
            cover=cover,
            monitor_ids=view.monitor_ids if view else (),
            epoch=self._epoch,
        )

    def check(self, capability: Capability, now_ms: int) -> Verdict:
        """Whether an act under `capability` may happen at `now_ms`; asks nothing and changes nothing."""
        grant = self._grants.get(capability)
        if self._is_ended:
            return Denied(DenyReason.ENDED)
        if grant is None:
            return Denied(DenyReason.NOT_GRANTED)
        obstacle = self._obstacle(capability)
        if obstacle is not None:
            return Denied(obstacle)
        if grant.ends_mono_ms is not None and now_ms >= grant.ends_mono_ms:
            return Denied(DenyReason.EXPIRED)
        return Allowed(grant)

    # --- the moves ---------------------------------------------------------------------------------------------

    def _open_prompt(
        self,
        capability: Capability,
        cause: PromptCause,
        now_ms: int,
        *,
        request_id: int | None = None,
        reason: str = "",
        wanted_ids: tuple[int, ...] = (),
        batch: BatchScope | None = None,
    ) -> list[ConsentEffect]:
        self._last_prompt_id += 1
        self._prompt = Prompt(
            prompt_id=PromptId(self._last_prompt_id),
            request_id=request_id,
            capability=capability,
            reason=reason,
            asked_mono_ms=now_ms,
            cause=cause,
            wanted_ids=wanted_ids,
            batch=batch,
        )
        self._epoch += 1
        asked = rows.asked(self._prompt, self._epoch)
        # The picture is covered before the question is written down, and the question is seen only after both.
        return [ApplyRights(), asked]

    @property
    def _is_deciding(self) -> bool:
        return self._prompt is not None or self._awaiting_record is not None

    def _obstacle(self, capability: Capability) -> DenyReason | None:
        if self._is_ended:
            return DenyReason.ENDED
        if self._is_paused:
            return DenyReason.PAUSED
        if self._is_deciding:
            return DenyReason.PROMPT_OPEN
        if capability is Capability.CONTROL and self._stalled_since_ms is not None:
            return DenyReason.STALLED
        return None

    def _may_ask(self, capability: Capability) -> bool:
        return self._may_put(capability) and self._denials[capability] < DENIALS_MAX

    def _may_put(self, capability: Capability) -> bool:
        """Whether a question about it can be put at all, whoever wants it put."""
        return (
            capability in self._offered
            and not self._is_ended
            and not self._is_paused
            and not self._is_deciding
            and self._stalled_since_ms is None
            and self._unrecorded_since_ms is None
            and CAPABILITY_RULES[capability].needs <= self._grants.keys()
        )

    def _refuse_unreasoned(self, capability: Capability, request_id: int) -> list[ConsentEffect]:
        """A question without the reason that rules want is not put; it counts as refused, so as to end."""
        self._last_prompt_id += 1
        self._denials[capability] += 1
        prompt_id = PromptId(self._last_prompt_id)
        return [
            rows.unreasoned(capability, prompt_id, self._epoch),
            TellAgent(request_id=request_id, capability=capability, outcome="reason_needed"),
        ]

    def _deny(self, prompt: Prompt, why: str, shown_ms: int, *, tell: bool = True) -> list[ConsentEffect]:
        self._prompt = None
        if prompt.cause == "agent":
            self._denials[prompt.capability] += 1
        self._epoch += 1
        effects: list[ConsentEffect] = [rows.denied(prompt, self._epoch, why, shown_ms), ApplyRights()]
        return [*effects, *rows.answer(prompt, "denied")] if tell else effects

    def _dismiss_prompt(self, why: str, *, tell: bool = True) -> list[ConsentEffect]:
        """Close an open question without an answer.

        It does not count against the agent, unless the line fell silent: an agent can do that whenever it likes.
        """
        if self._prompt is None:
            return []
        prompt = self._prompt
        effects = self._deny(prompt, why, 0, tell=tell)
        if why != "stalled" and prompt.cause == "agent":
            self._denials[prompt.capability] -= 1
        return effects

    def _drop_time(self, why: str) -> list[ConsentEffect]:
        """More time was given, but it comes to nothing: say so in the record too."""
        awaiting, self._awaiting_time = self._awaiting_time, None
        return [] if awaiting is None else [rows.unopened(awaiting[0], self._epoch, why)]

    def _unopened(self, prompt: Prompt, why: str) -> list[ConsentEffect]:
        """A yes was written down but its right never opened: say so in the record too."""
        self._epoch += 1
        return [rows.unopened(prompt, self._epoch, why), ApplyRights(), *rows.answer(prompt, "unavailable")]

    def _close(
        self, capabilities: list[Capability], mark: ConsentMark, reason: RevokeReason, *, why: str | None = None
    ) -> list[ConsentEffect]:
        closed: list[ConsentEffect] = []
        awaiting = self._awaiting_record
        if awaiting is not None and awaiting[0].capability in capabilities:
            # Taken back before it was even written down: the yes that arrives later must open nothing.
            self._awaiting_record = None
            closed += self._unopened(awaiting[0], why or reason)
        closing = [capability for capability in capabilities if capability in self._grants]
        if not closing and not closed:
            return []
        for capability in closing:
            closed += self._close_one(capability, mark, why or reason)
        self._epoch += 1
        # First the right is gone, then it is written down: revoking never waits for a record.
        return [ApplyRights(), *closed]

    def _close_one(self, capability: Capability, mark: ConsentMark, why: str) -> list[ConsentEffect]:
        grant = self._grants.pop(capability, None)
        if grant is None:
            return []
        closed: list[ConsentEffect] = [rows.closing(grant, self._epoch, mark, why)]
        if self._awaiting_time is not None and self._awaiting_time[0].capability is capability:
            closed += self._drop_time("need_gone")
        for other in list(self._grants):
            if capability in CAPABILITY_RULES[other].needs:
                closed += self._close_one(other, ConsentMark.REVOKED, "need_gone")
        if self._prompt is not None and capability in CAPABILITY_RULES[self._prompt.capability].needs:
            # A yes could open nothing any more: it is not to be asked for.
            closed += self._dismiss_prompt("need_gone")
        awaiting = self._awaiting_record
        if awaiting is not None and capability in CAPABILITY_RULES[awaiting[0].capability].needs:
            self._awaiting_record = None
            closed += self._unopened(awaiting[0], "need_gone")
        return closed
