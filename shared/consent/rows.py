"""What consent leaves in the record, and the answer the agent gets: how each entry is filled."""

from shared.capability import Capability
from shared.consent.effect import AnswerOutcome, ConsentEffect, ConsentMark, Record, TellAgent
from shared.consent.grant import BatchScope, ConsentGrant, Prompt
from shared.ids import PromptId

_COPIED = frozenset({Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER})


def asked(prompt: Prompt, epoch: int) -> Record:
    """A question was put."""
    return Record(
        mark=ConsentMark.ASKED,
        outcome="ok",
        capability=prompt.capability,
        prompt_id=prompt.prompt_id,
        data={
            "epoch": epoch,
            "scope": scope(prompt.capability, prompt.wanted_ids, prompt.batch),
            "has_reason": bool(prompt.reason),
            "cause": prompt.cause,
        },
    )


def granted(grant: ConsentGrant, epoch: int, *, shown_ms: int, source: str) -> Record:
    """The person said yes; `source` is `local` or `virtual`. `longest_ms` stands there when rules bound the right."""
    bound: dict[str, str | int | bool] = {} if grant.longest_ms is None else {"longest_ms": grant.longest_ms}
    return Record(
        mark=ConsentMark.GRANTED,
        outcome="ok",
        capability=grant.capability,
        prompt_id=grant.prompt_id,
        data={
            "epoch": epoch,
            "scope": scope(grant.capability, grant.monitor_ids, grant.batch),
            "shown_ms": shown_ms,
            "source": "local",
            "device": "real" if source == "local" else "virtual",
            **bound,
        },
    )


def denied(prompt: Prompt, epoch: int, why: str, shown_ms: int) -> Record:
    """The person said no, or the question was closed as if they had."""
    return Record(
        mark=ConsentMark.DENIED,
        outcome="denied",
        capability=prompt.capability,
        prompt_id=prompt.prompt_id,
        data={"epoch": epoch, "source": why, "shown_ms": shown_ms},
    )


def unreasoned(capability: Capability, prompt_id: PromptId, epoch: int) -> Record:
    """The agent gave no reason for a right that wants one by the rules: the person was not asked."""
    return Record(
        mark=ConsentMark.DENIED,
        outcome="denied",
        capability=capability,
        prompt_id=prompt_id,
        data={"epoch": epoch, "source": "no_reason", "shown_ms": 0},
    )


def suspicious(prompt: Prompt, epoch: int, why: str, shown_ms: int) -> Record:
    """Something answered that was not the person."""
    return Record(
        mark=ConsentMark.SUSPICIOUS,
        outcome="denied",
        capability=prompt.capability,
        prompt_id=prompt.prompt_id,
        data={"epoch": epoch, "cause": why, "shown_ms": shown_ms},
    )


def unopened(prompt: Prompt, epoch: int, why: str) -> Record:
    """The yes was written down, but its right never opened."""
    return Record(
        mark=ConsentMark.REVOKED,
        outcome="failed",
        capability=prompt.capability,
        prompt_id=prompt.prompt_id,
        data={"epoch": epoch, "source": why, "opened": False},
    )


def closing(grant: ConsentGrant, epoch: int, mark: ConsentMark, why: str) -> Record:
    """A right that was on has ended."""
    return Record(
        mark=mark,
        outcome="ok",
        capability=grant.capability,
        prompt_id=grant.prompt_id,
        data={"epoch": epoch, "cause" if mark is ConsentMark.EXPIRED else "source": why},
    )


def pausing(mark: ConsentMark, epoch: int, source: str) -> Record:
    """A pause began or was lifted; `source` is `person`, or `journal` when their own record could not be written."""
    return Record(mark=mark, outcome="ok", data={"epoch": epoch, "source": source})


def answer(prompt: Prompt, outcome: AnswerOutcome) -> list[ConsentEffect]:
    """What the agent hears, if it was the agent who asked."""
    if prompt.request_id is None:
        return []
    return [TellAgent(request_id=prompt.request_id, capability=prompt.capability, outcome=outcome)]


def scope(capability: Capability, monitor_ids: tuple[int, ...], batch: BatchScope | None = None) -> str:
    """What a right covers, in the words of the record.

    `monitor:2`, `monitor:1+2` for several as one picture, `files:3:1200` for three files of 1 200 bytes together,
    `files` for files that are still to be chosen, `copied` for what is copied at one end and sent by a press.
    """
    if batch is not None:
        return f"files:{batch.file_count}:{batch.total_bytes}"
    if capability is Capability.VIEW:
        return "monitor:" + "+".join(map(str, monitor_ids)) if monitor_ids else "monitor"
    if capability in _COPIED:
        return "copied"
    return "files" if capability is Capability.FILE_FROM_USER else "desktop"
