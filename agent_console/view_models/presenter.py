"""Turns the state of the flow into what the agent's window shows; asks nothing and changes nothing."""

from agent_console.domain.browser_address import browser_address
from agent_console.domain.console_controller import ConsoleController
from agent_console.domain.filing_desk import NO_FILING, FilingView
from agent_console.domain.sharpness import Sharpness
from agent_console.domain.tab_controller import TabController
from agent_console.view_models.screens import (
    AccountView,
    BrowserView,
    Cover,
    CursorView,
    RemoteMonitor,
    SignedInView,
    SignInView,
    TabStage,
    TabView,
    Trouble,
)
from shared.capability import CAPABILITY_RULES, Capability
from shared.link_stats import LinkStats
from shared.session.state import AgentState

_STAGE: dict[AgentState, TabStage] = {
    AgentState.CLAIMING: "pairing",
    AgentState.PAIRING: "pairing",
    AgentState.CONNECTING: "pairing",
    AgentState.BOUND: "verified",
    AgentState.ENDED: "ended",
}


def present_account(controller: ConsoleController, *, server_url: str, server_host: str) -> AccountView:
    """Describe the sign-in page, or the signed-in agent."""
    if controller.agent is None:
        return SignInView(
            server_url=server_url,
            email=controller.email,
            is_busy=controller.is_signing_in and controller.trouble is None,
            asks_second_factor=controller.asks_second_factor,
            stays_for=controller.stay.stays_for,
            keyring=controller.stay.keyring,
            browser=_browser(controller, server_url),
            trouble=_trouble(controller.trouble, server_host, controller.server_detail),
        )
    return SignedInView(
        name=controller.agent.name,
        organisation=controller.agent.organisation,
        is_connected=controller.is_connected,
        code_trouble=_trouble(controller.code_trouble, server_host, controller.server_detail),
        is_claiming=any(tab.machine.state is AgentState.CLAIMING for tab in controller.tabs.values()),
    )


def _browser(controller: ConsoleController, server_url: str) -> BrowserView | None:
    waiting = controller.browser.waiting
    if waiting is None:
        return BrowserView() if controller.browser.is_wanted else None
    address = browser_address(server_url, controller.server_origin, waiting.hand_over_id)
    return BrowserView(number=waiting.number, address=address or "")


def present_tab(
    tab_id: int,
    tab: TabController,
    *,
    title: str,
    stats: LinkStats,
    server_host: str,
    sharpness: Sharpness = Sharpness.SHARP,
    filing: FilingView = NO_FILING,
) -> TabView:
    """Describe one tab."""
    machine = tab.machine
    stage = _STAGE[machine.state]
    if stage == "verified" and machine.on:
        stage = "live"
    layout, ends = tab.layout, tab.person.ends(machine.on)
    return TabView(
        tab_id=tab_id,
        title=title,
        problem=tab.problem,
        stage=stage,
        verified_words=tab.verified_words,
        rights={
            capability: machine.right_state(capability)
            for capability, rule in CAPABILITY_RULES.items()
            if rule.offered and rule.by_name
        },
        rights_end_at_mono_ms={capability: end.at_mono_ms for capability, end in ends.items()},
        rights_end_idle=frozenset(capability for capability, end in ends.items() if end.is_idle),
        ended_right=tab.person.ended(machine.on) if stage == "live" else None,
        cover=_cover(tab),
        monitors=tuple(
            RemoteMonitor(
                monitor_id=monitor.monitor_id,
                name=monitor.name,
                width_px=monitor.width_px,
                height_px=monitor.height_px,
                is_primary=monitor.is_primary,
            )
            for monitor in (layout.monitors if layout is not None else ())
        ),
        shared_ids=tuple(layout.shared_ids) if layout is not None else (),
        screens_state=machine.screens_state,
        is_person_active=tab.is_person_active,
        refused=tab.person.refused if machine.control_epoch is not None else None,
        picture_trouble=_picture_trouble(tab),
        started_at_mono_ms=machine.bound_mono_ms,
        stats=stats,
        sharpness=sharpness,
        typed=tab.input.typing.progress,
        os_family=tab.os_family,
        clear_count=tab.clear_count,
        reasons_sent=tab.reasons_sent,
        end_reason=machine.end_reason,
        trouble=_trouble(machine.trouble, server_host, ""),
        talk=tab.talk.view,
        transfers=tab.files.transfers,
        clips=tab.clips.view,
        may_send_files=(
            machine.may_ask_now and not tab.files.is_busy and Capability.FILE_TO_USER not in machine.forbidden
        ),
        may_ask_files=(
            machine.may_ask_now
            and tab.files.request != "asked"
            and Capability.FILE_FROM_USER not in machine.on | machine.forbidden
        ),
        files_request=tab.files.request,
        filing=filing,
        needs_reason=machine.needs_reason - machine.forbidden,
        are_files_forbidden=bool(machine.forbidden & {Capability.FILE_TO_USER, Capability.FILE_FROM_USER}),
    )


def present_cursor(tab: TabController) -> CursorView:
    """Describe the pointer of one tab's assisted computer."""
    cursor = tab.cursor
    return CursorView(
        image=cursor.image,
        is_hidden=cursor.is_hidden,
        position=cursor.position,
        moved_count=cursor.moved_count,
    )


_TROUBLE_OF_STATE = {
    "locked": "screen_locked",
    "black": "screen_black",
    "unreadable": "screen_unreadable",
    "gone": "screen_gone",
}


def _picture_trouble(tab: TabController) -> Trouble | None:
    if tab.machine.state is not AgentState.BOUND:
        return None
    code = "picture_broken" if tab.is_picture_broken else _TROUBLE_OF_STATE.get(tab.screen_state)
    return _trouble(code, "", "")


def _cover(tab: TabController) -> Cover:
    machine = tab.machine
    if machine.cover != "none":
        return machine.cover
    if Capability.VIEW not in machine.on:
        return "no_view"
    return "stalled" if machine.is_stalled else "none"


def _trouble(code: str | None, host: str, detail: str) -> Trouble | None:
    return None if code is None else Trouble(code=code, fields={"host": host, "detail": detail})
