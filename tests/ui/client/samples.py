"""Views to show in tests and in the gallery, a clock that stands still, and intents that only write down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from client.domain.feedback import FeedbackState
from client.domain.overlay_mask import Stamp
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
from shared.session.clip import ClipProblem
from shared.session.clip_desk import ClipNote, ClipView
from shared.transfer.view import FileRow, TransferView
from tests.fakes.clips import text_of
from tests.ui import talk_samples

NOW_MS = 10_000_000
ANA = HelperCard(
    name="Ana Pop", organisation="Contoso Support", domain="help.contoso.example", account_created_on="2021-03-04"
)
NEW = HelperCard(
    name="Aleksandra Konstantinopolskaya-Verkhovtseva",
    organisation="Service Centre of the Municipal Administration",
    domain="assistance.municipality.example",
    account_created_on="2026-11-20",
)
LEFT = MonitorChoice(monitor_id=1, name="DP-1", width_px=1920, height_px=1080, is_primary=True)
RIGHT = MonitorChoice(monitor_id=2, name="HDMI-1", width_px=2560, height_px=1440, is_primary=False, x_px=1920)


class StillClock:
    """Moves only when told."""

    def __init__(self, now_ms: int = NOW_MS) -> None:
        self.now_ms = now_ms

    def monotonic_ms(self) -> int:
        return self.now_ms

    def utc_now(self) -> datetime:
        return datetime(2026, 11, 22, 12, 2, tzinfo=UTC)


class RecordingIntents:
    """Writes down every call as (name, arguments)."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []
        self.curtains: list[str] = []

    def names(self) -> list[str]:
        return [name for name, _ in self.calls if name not in ("set_own_windows", "set_overlay")]

    def ask_for_help(self, problem: str) -> None:
        self.calls.append(("ask_for_help", problem))

    def make_new_code(self) -> None:
        self.calls.append(("make_new_code", None))

    def go_home(self) -> None:
        self.calls.append(("go_home", None))

    def answer(self, prompt_id: int, *, is_allowed: bool, monitor_ids: tuple[int, ...], shown_ms: int) -> None:
        self.calls.append(("answer", (prompt_id, is_allowed, monitor_ids, shown_ms)))

    def offer(self, capability: Capability) -> None:
        self.calls.append(("offer", capability))

    def give_time(self, capability: Capability) -> None:
        self.calls.append(("give_time", capability))

    def choose_folder(self, batch_id: int, folder: str) -> None:
        self.calls.append(("choose_folder", (batch_id, folder)))

    def hold_files(self, batch_id: int, *, is_held: bool) -> None:
        self.calls.append(("hold_files", (batch_id, is_held)))

    def send_copied(self, read: Any) -> None:
        read(lambda found: self.calls.append(("send_copied", found)))

    def draw_curtain(self) -> None:
        self.curtains.append("drawn")

    def open_curtain(self) -> None:
        self.curtains.append("open")

    def choose_files(self, paths: Sequence[Path]) -> None:
        self.calls.append(("choose_files", tuple(paths)))

    def choose_screens(self) -> None:
        self.calls.append(("choose_screens", None))

    def take_back(self, capability: Capability) -> None:
        self.calls.append(("take_back", capability))

    def pause(self) -> None:
        self.calls.append(("pause", None))

    def resume(self) -> None:
        self.calls.append(("resume", None))

    def stop(self) -> None:
        self.calls.append(("stop", None))

    def rate(self, stars: int) -> None:
        self.calls.append(("rate", stars))

    def report(self, cause: str, words: str) -> None:
        self.calls.append(("report", (cause, words)))

    def say(self, text: str) -> None:
        self.calls.append(("say", text))

    def note_read(self, message_id: int) -> None:
        self.calls.append(("note_read", message_id))

    def clear_drawing(self) -> None:
        self.calls.append(("clear_drawing", None))

    def set_overlay(self, stamps: tuple[Stamp, ...]) -> None:
        self.calls.append(("set_overlay", stamps))

    def set_own_windows(self, rects: list[tuple[int, int, int, int]], *, is_focused: bool) -> None:
        self.calls.append(("set_own_windows", (rects, is_focused)))


def question(
    capability: Capability = Capability.VIEW,
    *,
    reason: str = "",
    monitors: tuple[MonitorChoice, ...] = (),
    prompt_id: int = 1,
    wake_ms: int = 3_000,
    asked_at_mono_ms: int = NOW_MS - 1_000,
    **more: Any,
) -> Question:
    return Question(
        prompt_id=prompt_id,
        capability=capability,
        reason=reason,
        monitors=monitors,
        asked_at_mono_ms=asked_at_mono_ms,
        wake_ms=wake_ms,
        **more,
    )


def right(capability: Capability) -> RightView:
    return RightView(capability=capability, since_mono_ms=NOW_MS - 60_000, ends_at_mono_ms=None)


def session(helper: HelperCard = ANA, **changes: Any) -> SessionView:
    fields: dict[str, Any] = {
        "helper": helper,
        "started_at_mono_ms": NOW_MS - 12 * 60_000,
        "panic_keys": "Ctrl+Alt+End",
        **changes,
    }
    return SessionView(**fields)


VIEW = right(Capability.VIEW)
CONTROL = right(Capability.CONTROL)
CONTROL_TIMED = replace(CONTROL, ends_at_mono_ms=NOW_MS + 24 * 60_000)
ENDED = EndedView(
    helper=ANA,
    reason="agent_left",
    started_at="2026-11-22T12:02:11.000Z",
    ended_at="2026-11-22T12:21:40.000Z",
    totals=(
        RightTotal(capability=Capability.VIEW, total_ms=19 * 60_000, times_granted=1),
        RightTotal(capability=Capability.CONTROL, total_ms=6 * 60_000, times_granted=2),
    ),
    receipt_json='{"receipt": 1}',
    is_sealed=True,
)

FILES = (
    FileRow(name="HP-LaserJet-1020-driver-setup.exe", size_bytes=41_730_112),
    FileRow(name="Инструкция по установке принтера.pdf", size_bytes=1_204_551),
    FileRow(name="photos/2024/IMG_0001.jpg", size_bytes=3_455_012),
)
MOVING = TransferView(
    batch_id=1,
    direction="to_user",
    stage="moving",
    files=FILES,
    total_bytes=46_389_675,
    done_bytes=19_300_000,
    bytes_per_s=3_200_000,
    left_s=9,
    folder="/home/ion/Downloads",
)
DONE = TransferView(
    batch_id=1,
    direction="to_user",
    stage="done",
    files=(
        FileRow(name=FILES[0].name, size_bytes=41_730_112, sha256="1a2b3c4d5e6f7081" * 4),
        FileRow(name="Инструкция по установке принтера (2).pdf", size_bytes=1_204_551, sha256="99ff3c4d5e6f7081" * 4),
        FileRow(name=FILES[2].name, size_bytes=3_455_012, code="file_unwritable"),
    ),
    total_bytes=46_389_675,
    done_bytes=46_389_675,
    folder="/home/ion/Downloads",
)


def files_question(files: tuple[FileRow, ...] = FILES, **more: Any) -> Question:
    return question(
        Capability.FILE_TO_USER, files=files, batch_id=1, timeout_ms=120_000, reason="The driver it needs", **more
    )


FROM_USER = Capability.FILE_FROM_USER
GOING = replace(
    MOVING,
    batch_id=2**52,
    direction="from_user",
    folder="",
    files=FILES[1:],
    total_bytes=4_659_563,
    done_bytes=1_200_000,
)


def send_question(files: tuple[FileRow, ...] = (), **more: Any) -> Question:
    """A question about files the person sends: still to be chosen, or chosen."""
    fields: dict[str, Any] = {
        "files": files,
        "batch_id": 2**52 if files else 0,
        "is_choosing": not files,
        "cause": "person" if files else "agent",
        "timeout_ms": 120_000 if files else 300_000,
        "reason": "The log file of the setup",
    }
    return question(FROM_USER, **(fields | more))


VIEWS: dict[str, ClientView] = {
    "report": ENDED,
    "report_money": ENDED,
    "report_waiting": replace(ENDED, feedback=FeedbackState(report_progress="waiting", is_saved=True)),
    "report_kept": replace(ENDED, feedback=FeedbackState(report_progress="kept")),
    "ended_rated": replace(ENDED, feedback=FeedbackState(stars=4, stars_progress="kept", report_progress="kept")),
    "home_earlier": HomeView(earlier_report="waiting"),
    "question_send": session(rights=(VIEW, CONTROL), question=send_question()),
    "question_send_nothing": session(
        rights=(VIEW,), question=send_question(files_problem="no_files", skipped_count=2)
    ),
    "question_send_own": session(rights=(VIEW,), question=send_question(cause="person", reason="")),
    "question_send_list": session(rights=(VIEW,), question=send_question(FILES, skipped_count=1)),
    "transfers_empty": session(rights=(VIEW,), may_send_files=True),
    "transfers_both": session(
        rights=(VIEW, right(Capability.FILE_TO_USER), right(FROM_USER)),
        transfers=(MOVING, GOING),
        may_send_files=False,
    ),
    "transfers_waiting": session(
        rights=(VIEW, right(FROM_USER)), transfers=(replace(GOING, stage="waiting", done_bytes=0),)
    ),
    "question_files": session(rights=(VIEW, CONTROL), question=files_question()),
    "question_files_many": session(
        helper=NEW,
        rights=(VIEW,),
        question=files_question(
            tuple(
                FileRow(name=f"photos/2024/IMG_{number:04}.jpg", size_bytes=3_000_000 + number)
                for number in range(200)
            )
        ),
    ),
    "bar_files": session(rights=(VIEW, CONTROL, right(Capability.FILE_TO_USER)), transfers=(MOVING,)),
    "transfers_moving": session(rights=(VIEW, right(Capability.FILE_TO_USER)), transfers=(MOVING,)),
    "transfers_done": session(rights=(VIEW,), transfers=(DONE,)),
    "home": HomeView(),
    "home_trouble": HomeView(problem="Принтер ничего не печатает", trouble=Trouble(code="wrong_code")),
    "code_connecting": CodeView(stage=CodeStage.CONNECTING),
    "code_unreachable": CodeView(
        stage=CodeStage.CONNECTING,
        trouble=Trouble(code="server_unreachable", fields={"host": "help.contoso.example"}),
    ),
    "code_certificate": CodeView(
        stage=CodeStage.CONNECTING,
        trouble=Trouble(
            code="certificate_invalid", fields={"host": "help.contoso.example", "detail": "certificate has expired"}
        ),
    ),
    "code_waiting": CodeView(
        stage=CodeStage.WAITING, code="417382915604", expires_at_mono_ms=NOW_MS + 9 * 60_000 + 41_000
    ),
    "code_long": CodeView(
        stage=CodeStage.WAITING,
        code="4173829156043917",
        expires_at_mono_ms=NOW_MS + 61_000,
        offers_long_code=True,
    ),
    "code_away": CodeView(
        stage=CodeStage.AWAY,
        code="417382915604",
        expires_at_mono_ms=NOW_MS + 9 * 60_000,
        trouble=Trouble(code="code_waits", fields={"host": "help.contoso.example"}),
    ),
    "code_changed": CodeView(
        stage=CodeStage.WAITING,
        code="417382915604",
        expires_at_mono_ms=NOW_MS + 10 * 60_000,
        trouble=Trouble(code="code_changed"),
    ),
    "code_contested": CodeView(stage=CodeStage.CHECKING, helper=ANA, trouble=Trouble(code="code_contested")),
    "question_contested": session(question=question(), notice="code_contested"),
    "question_refused_yes": session(question=question(refused_yeses=1)),
    "code_checking": CodeView(stage=CodeStage.CHECKING, code="417382915604", helper=ANA),
    "question_view": session(question=question(reason="I want to see what the printer says", monitors=(LEFT,))),
    "question_monitors": session(
        helper=NEW, question=question(reason="Покажите, что пишет принтер & сервер", monitors=(LEFT, RIGHT))
    ),
    "question_wish": session(
        rights=(VIEW, CONTROL),
        monitors=(LEFT, RIGHT),
        shared_ids=(1,),
        question=question(
            reason="The printer window opened over there", monitors=(LEFT, RIGHT), wanted_ids=(2,), shown_ids=(1,)
        ),
    ),
    "question_own": session(
        rights=(VIEW,),
        monitors=(LEFT, RIGHT),
        shared_ids=(1,),
        question=question(monitors=(LEFT, RIGHT), cause="person", shown_ids=(1,), wake_ms=0),
    ),
    "question_gone": session(question=question(monitors=(LEFT, RIGHT), cause="screen_gone")),
    "question_control": session(
        rights=(VIEW,), question=question(Capability.CONTROL, reason="To set the printer as default", prompt_id=2)
    ),
    "bar_nothing": session(),
    "bar_view": session(rights=(VIEW,), line="sharp"),
    "bar_control": session(rights=(VIEW, CONTROL), line="catching_up"),
    "bar_control_long": session(helper=NEW, rights=(VIEW, CONTROL), line="sharp"),
    "question_control_short": session(
        rights=(VIEW,),
        question=question(Capability.CONTROL, reason="To set the printer as default", lasts_ms=10 * 60_000),
    ),
    "question_offer": session(rights=(VIEW,), question=question(Capability.CONTROL, cause="person")),
    "bar_hand": session(rights=(VIEW, CONTROL_TIMED), is_hand_busy=True),
    "bar_time": session(rights=(VIEW, CONTROL_TIMED)),
    "bar_time_idle_long": session(helper=NEW, rights=(VIEW, replace(CONTROL_TIMED, is_idle_end=True))),
    "bar_ending": session(rights=(VIEW, replace(CONTROL_TIMED, ends_at_mono_ms=NOW_MS + 52_000))),
    "bar_ended_locked": session(rights=(VIEW,), notice="control_ended_locked"),
    "bar_paused": session(rights=(VIEW, CONTROL), is_paused=True),
    "bar_stalled": session(rights=(VIEW, CONTROL), is_stalled=True),
    "bar_screens": session(rights=(VIEW, CONTROL), line="sharp", monitors=(LEFT, RIGHT), shared_ids=(2,)),
    "bar_screens_long": session(
        helper=NEW,
        rights=(VIEW, CONTROL),
        line="sharp",
        monitors=(LEFT, RIGHT),
        shared_ids=(1, 2),
        notice="screen_new",
    ),
    "bar_copied": session(
        rights=(VIEW, CONTROL, right(Capability.CLIPBOARD_FROM_USER)), clips=ClipView(may_send=True)
    ),
    "bar_copied_all": session(
        helper=NEW,
        rights=(VIEW, CONTROL_TIMED, *map(right, (Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER))),
        monitors=(LEFT, RIGHT),
        shared_ids=(1,),
        has_drawing=True,
        clips=ClipView(may_send=True, note=ClipNote(code="put", clip=text_of("x" * 120))),
    ),
    "bar_copied_secret": session(
        rights=(VIEW, right(Capability.CLIPBOARD_FROM_USER)),
        clips=ClipView(may_send=True, note=ClipNote(code=ClipProblem.CONCEALED)),
    ),
    "question_clip_from": session(
        rights=(VIEW,), question=question(Capability.CLIPBOARD_FROM_USER, reason="The text of the error")
    ),
    "question_clip_to": session(rights=(VIEW,), question=question(Capability.CLIPBOARD_TO_USER)),
    "bar_locked": session(rights=(VIEW,), line="sharp", notice="screen_locked"),
    "bar_drawing": session(rights=(VIEW,), line="sharp", has_drawing=True),
    "bar_drawing_long": session(
        helper=NEW, rights=(VIEW, CONTROL), monitors=(LEFT, RIGHT), shared_ids=(1,), line="sharp", has_drawing=True
    ),
    "bar_notice": session(rights=(VIEW,), notice="control_ended_idle", line="sharp"),
    "bar_record": session(rights=(VIEW,), record_trouble=Trouble(code="audit_unwritable"), line="sharp"),
    "bar_message": session(rights=(VIEW, CONTROL), line="sharp", talk=talk_samples.UNREAD),
    "bar_message_long": session(
        helper=NEW,
        rights=(VIEW, CONTROL),
        monitors=(LEFT, RIGHT),
        shared_ids=(2,),
        talk=talk_samples.UNREAD,
        notice="control_ended_idle",
    ),
    "ended": ENDED,
    "ended_messages": replace(ENDED, stream=talk_samples.LOST.items),
    "ended_drawn": replace(ENDED, has_drawn=True),
    "ended_nobody": EndedView(
        helper=None,
        reason="failed",
        started_at="2026-11-22T12:02:11.000Z",
        ended_at="2026-11-22T12:03:00.000Z",
    ),
}

MESSAGES: dict[str, SessionView] = {
    f"messages_{name}": session(rights=(VIEW, CONTROL), line="sharp", talk=talk)
    for name, talk in {
        "empty": talk_samples.EMPTY,
        "talk": talk_samples.TALK,
        "unread": talk_samples.UNREAD,
        "silent": talk_samples.SILENT,
        "full": talk_samples.FULL,
        "attacked": talk_samples.ATTACKED,
    }.items()
}
"""What the window of messages shows, each beside its bar."""
