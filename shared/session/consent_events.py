"""The part of a session's table that is the consent rules alone: each event beside what it asks of them."""

from collections.abc import Callable
from typing import Any

from shared.consent.effect import ConsentEffect
from shared.consent.machine import ConsentMachine
from shared.session import events as ev

CONSENT_TABLE: dict[type, Callable[[ConsentMachine, Any, int], list[ConsentEffect]]] = {
    ev.RightAsked: lambda consent, event, now_ms: consent.ask(
        event.capability, request_id=event.request_id, reason=event.reason, now_ms=now_ms
    ),
    ev.ScreensAsked: lambda consent, event, now_ms: consent.ask_screens(
        event.monitor_ids, request_id=event.request_id, reason=event.reason, now_ms=now_ms
    ),
    ev.FilesOffered: lambda consent, event, now_ms: consent.ask_files(
        event.batch, request_id=event.request_id, reason=event.reason, now_ms=now_ms
    ),
    ev.FilesAsked: lambda consent, event, now_ms: consent.ask_for_files(
        request_id=event.request_id, reason=event.reason, now_ms=now_ms
    ),
    ev.FilesChosen: lambda consent, event, now_ms: consent.choose_files(event.batch, now_ms),
    ev.BatchEnded: lambda consent, event, _now_ms: consent.fulfil(event.capability),
    ev.OtherScreenWanted: lambda consent, _event, now_ms: consent.choose_screens(now_ms),
    ev.RightOffered: lambda consent, event, now_ms: consent.offer(event.capability, now_ms),
    ev.TimeGiven: lambda consent, event, now_ms: consent.give_time(
        event.capability, source=event.source, now_ms=now_ms
    ),
    ev.DeskLeft: lambda consent, event, _now_ms: consent.leave_desk(event.reason),
    ev.MonitorsChanged: lambda consent, event, now_ms: consent.screens_changed(event.present, now_ms),
    ev.RightReturned: lambda consent, event, _now_ms: consent.give_back(event.capability),
    ev.QuestionAnswered: lambda consent, event, now_ms: consent.answer(
        event.prompt_id,
        is_allowed=event.is_allowed,
        source=event.source,
        shown_ms=event.shown_ms,
        monitor_ids=event.monitor_ids,
        now_ms=now_ms,
    ),
    ev.RightTakenBack: lambda consent, event, _now_ms: consent.revoke(event.capability),
    ev.PausePressed: lambda consent, _event, _now_ms: consent.pause(),
    ev.GrantRecorded: lambda consent, event, now_ms: consent.grant_recorded(event.prompt_id, now_ms),
    ev.LineStalled: lambda consent, _event, now_ms: consent.stall(now_ms),
    ev.LineRecovered: lambda consent, _event, now_ms: consent.recover(now_ms),
    ev.Ticked: lambda consent, _event, now_ms: consent.tick(now_ms),
}
"""Takes the rules, the event and a monotonic reading."""
