"""The steps single stories of consent are told in."""

from shared.capability import Capability
from shared.consent.effect import ConsentEffect, ConsentMark, Record, TellAgent
from shared.consent.machine import PROMPT_WAKE_MS, ConsentMachine


def ask(machine: ConsentMachine, capability: Capability, now_ms: int = 0) -> list[ConsentEffect]:
    return machine.ask(capability, request_id=1, reason="to look at the printer", now_ms=now_ms)


def say(machine: ConsentMachine, *, is_allowed: bool, now_ms: int = 0, shown_ms: int = PROMPT_WAKE_MS):
    assert machine.prompt is not None
    return machine.answer(
        machine.prompt.prompt_id,
        is_allowed=is_allowed,
        source="local",
        shown_ms=shown_ms,
        monitor_ids=(2,),
        now_ms=now_ms,
    )


def allow(machine: ConsentMachine, *capabilities: Capability, now_ms: int = 0) -> None:
    for capability in capabilities:
        ask(machine, capability, now_ms)
        assert machine.prompt is not None
        prompt_id = machine.prompt.prompt_id
        say(machine, is_allowed=True, now_ms=now_ms)
        machine.grant_recorded(prompt_id, now_ms)
        assert capability in machine.rights.usable


def records(effects: list[ConsentEffect]) -> list[tuple[ConsentMark, Capability | None]]:
    return [(effect.mark, effect.capability) for effect in effects if isinstance(effect, Record)]


def answers(effects: list[ConsentEffect]) -> list[str]:
    return [effect.outcome for effect in effects if isinstance(effect, TellAgent)]
