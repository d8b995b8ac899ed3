"""Turns the state of the flow into what the windows show; asks nothing and changes nothing."""

from typing import Any

from client.domain.controller import ClientController
from client.domain.receipt import Receipt, encode_receipt
from client.view_models.screens import (
    ClientView,
    CodeStage,
    CodeView,
    EndedView,
    HelperCard,
    HomeView,
    MonitorChoice,
    Question,
    RightTotal,
    RightView,
    SessionView,
    Trouble,
)
from shared.capability import Capability
from shared.consent.grant import Prompt
from shared.consent.machine import PROMPT_WAKE_MS, ConsentMachine
from shared.protocol.peer_messages import Monitor
from shared.protocol.signaling_messages import AgentCard
from shared.session.state import ClientState
from shared.transfer.view import Direction, FileRow
from shared.transport.file_lists import chosen_rows, planned_rows

_NOTICE_OF_STATE = {"locked": "screen_locked", "black": "screen_black", "unreadable": "capture_failed"}


def present(controller: ClientController, *, now_ms: int, panic_keys: str | None, server_host: str) -> ClientView:
    """Describe what the person should see now.

    Args:
        controller: the flow; read only.
        now_ms: monotonic time.
        panic_keys: the keys that stop everything, or None when none could be had.
        server_host: for sentences about a server that cannot be reached.
    """
    machine = controller.machine
    match machine.state:
        case ClientState.IDLE:
            return HomeView(
                problem=machine.problem,
                trouble=_trouble(controller, server_host),
                earlier_report=controller.desks.feedback.state.earlier,
            )
        case ClientState.ALLOCATING:
            return CodeView(
                stage=CodeStage.CONNECTING,
                trouble=None if machine.is_server_here else _trouble(controller, server_host),
                offers_long_code=machine.wants_long_code(now_ms),
            )
        case ClientState.CODE_SHOWN:
            return CodeView(
                stage=CodeStage.WAITING if machine.is_code_held else CodeStage.AWAY,
                code=controller.code,
                trouble=_code_notice(controller, server_host),
                expires_at_mono_ms=machine.code_expires_mono_ms,
                offers_long_code=machine.wants_long_code(now_ms),
            )
        case ClientState.PAIRING | ClientState.CONNECTING | ClientState.OPENING:
            return CodeView(
                stage=CodeStage.CHECKING,
                helper=_card(machine.agent, server_host),
                trouble=Trouble(code="code_contested") if machine.is_contested else None,
            )
        case ClientState.BOUND:
            return _present_session(controller, now_ms=now_ms, panic_keys=panic_keys, server_host=server_host)
        case ClientState.ENDED:
            return _present_end(controller, server_host)


def _present_session(
    controller: ClientController, *, now_ms: int, panic_keys: str | None, server_host: str
) -> ClientView:
    machine = controller.machine
    consent = machine.consent
    prompt = consent.prompt
    helper = _card(machine.agent, server_host, controller.verified_digits)
    if helper is None:
        return HomeView()
    monitors = _choices(controller.screens.monitors)
    shown_ids = _shown(controller)
    question = None
    if prompt is not None:
        question = Question(
            prompt_id=prompt.prompt_id,
            capability=prompt.capability,
            reason=prompt.reason,
            monitors=monitors if prompt.capability is Capability.VIEW else (),
            asked_at_mono_ms=prompt.asked_mono_ms,
            # Who opened it themself to change what is shown has been waiting for it.
            wake_ms=0 if prompt.is_own_choice else PROMPT_WAKE_MS,
            cause=prompt.cause,
            wanted_ids=prompt.wanted_ids,
            shown_ids=shown_ids if prompt.capability is Capability.VIEW else (),
            refused_yeses=prompt.refused_yeses,
            timeout_ms=prompt.timeout_ms,
            batch_id=prompt.batch.batch_id if prompt.batch is not None else 0,
            is_choosing=prompt.is_choosing,
            lasts_ms=_shortened_ms(consent, prompt.capability),
            **_files_of(controller, prompt),
        )
    return SessionView(
        helper=helper,
        started_at_mono_ms=machine.bound_mono_ms,
        rights=tuple(
            RightView(
                capability=grant.capability,
                since_mono_ms=grant.granted_mono_ms,
                ends_at_mono_ms=grant.ends_mono_ms,
                is_idle_end=grant.ends_idle,
            )
            for grant in consent.grants
        ),
        question=question,
        is_paused=consent.is_paused,
        is_stalled=consent.is_stalled,
        is_hand_busy=controller.desks.hand.is_busy,
        # How sharp it is over there nobody tells this program; it says nothing rather than something nice.
        line=None,
        panic_keys=panic_keys,
        record_trouble=_trouble(controller, server_host),
        # Somebody else at the code is news until the person has decided whom they let in.
        notice="code_contested" if machine.is_contested and not consent.grants else _notice(controller, now_ms),
        monitors=monitors,
        shared_ids=shown_ids,
        talk=controller.desks.talk.view,
        has_drawing=bool(controller.desks.drawing.marks),
        transfers=controller.desks.transfers,
        may_send_files=controller.desks.outbox.is_possible and consent.may_offer(Capability.FILE_FROM_USER),
        clips=controller.desks.clips.view,
    )


def _shortened_ms(consent: ConsentMachine, capability: Capability) -> int | None:
    is_bounded = capability in consent.terms.longest_ms
    return consent.terms.longest_of(capability) if is_bounded else None


def _files_of(controller: ClientController, prompt: Prompt) -> dict[str, Any]:
    """What a question about files shows of them, whichever way they go."""
    if prompt.capability is Capability.FILE_FROM_USER:
        outbox = controller.desks.outbox
        chosen, unusable = outbox.chosen_of(prompt.batch), outbox.unusable
        shown = unusable or chosen
        return {
            "files": chosen_rows(chosen) if chosen is not None else (),
            "skipped_count": len(shown.skipped) if shown is not None else 0,
            "files_problem": str(unusable.problem) if unusable is not None else "",
        }
    offer = controller.desks.files.offer_of(prompt.batch)
    return {"files": planned_rows(offer.plan) if offer is not None else ()}


def _shown(controller: ClientController) -> tuple[int, ...]:
    rights = controller.machine.consent.rights
    if Capability.VIEW not in rights.granted:
        return ()
    primary = tuple(monitor.monitor_id for monitor in controller.screens.monitors if monitor.is_primary)
    return rights.monitor_ids or primary[:1]


def _notice(controller: ClientController, now_ms: int) -> str | None:
    consent, screens = controller.machine.consent, controller.screens
    notice = _NOTICE_OF_STATE.get(screens.state(consent))
    if notice is None and screens.has_news(now_ms) and Capability.VIEW in consent.rights.granted:
        return "screen_new"
    return notice or controller.desks.news.code(now_ms)


def _present_end(controller: ClientController, server_host: str) -> EndedView:
    receipt = controller.receipt
    reason = controller.machine.end_reason or "failed"
    if receipt is None:
        return EndedView(helper=None, reason=reason, started_at="", ended_at="")
    return EndedView(
        helper=_card(receipt.agent, server_host),
        reason=reason,
        started_at=receipt.opened_at,
        ended_at=receipt.closed_at,
        totals=tuple(
            RightTotal(capability=use.capability, total_ms=use.total_ms, times_granted=use.times_granted)
            for use in receipt.uses
        ),
        receipt_json=encode_receipt(receipt),
        is_sealed=receipt.is_sealed,
        is_refused=receipt.is_refused,
        stream=receipt.stream,
        has_drawn=receipt.was_drawn_on,
        files=_rows_of(receipt, "to_user"),
        sent_files=_rows_of(receipt, "from_user"),
        feedback=controller.desks.feedback.state,
    )


def _rows_of(receipt: Receipt, direction: Direction) -> tuple[FileRow, ...]:
    return tuple(
        FileRow(name=file.name, size_bytes=file.size_bytes, sha256=file.sha256)
        for file in receipt.files
        if file.direction == direction
    )


def _card(agent: AgentCard | None, server_host: str, verified_digits: str = "") -> HelperCard | None:
    if agent is None:
        return None
    return HelperCard(
        name=agent.name,
        organisation=agent.organisation,
        # Not what the card says: the one thing this program knows for itself is which server it dialled.
        domain=server_host,
        account_created_on=agent.account_created_on,
        verified_digits=verified_digits,
    )


def _choices(monitors: tuple[Monitor, ...]) -> tuple[MonitorChoice, ...]:
    return tuple(
        MonitorChoice(
            monitor_id=monitor.monitor_id,
            name=monitor.name,
            width_px=monitor.width_px,
            height_px=monitor.height_px,
            is_primary=monitor.is_primary,
            x_px=monitor.x_px,
            y_px=monitor.y_px,
        )
        for monitor in monitors
    )


def _code_notice(controller: ClientController, server_host: str) -> Trouble | None:
    """What there is to say about a shown code: nobody can use it while the server is away, or it is another now."""
    if not controller.machine.is_code_held:
        return Trouble(code="code_waits", fields={"host": server_host})
    return _trouble(controller, server_host)


def _trouble(controller: ClientController, server_host: str) -> Trouble | None:
    code = controller.machine.trouble
    if code is None:
        return None
    return Trouble(code=code, fields={"host": server_host, "detail": controller.server_detail})
