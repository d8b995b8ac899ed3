"""What the assisted person's windows show, as frozen values: one of these at a time, pushed whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol

from client.domain.feedback import NO_FEEDBACK, EarlierReport, FeedbackState
from client.domain.overlay_mask import Stamp
from shared.capability import Capability
from shared.consent.grant import ENDING_MS, PROMPT_TIMEOUT_MS, PromptCause
from shared.protocol.record_messages import ReportCause
from shared.session.clip import Clip, ClipProblem
from shared.session.clip_desk import NO_CLIPS, ClipView
from shared.session.talk import EMPTY_TALK, StreamItem, TalkView
from shared.transfer.view import FileRow, TransferView


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperCard:
    """Who asks, as the server vouches for them. Text from outside: show it as plain text only.

    Attributes:
        name: the person's name; `initials` come from it.
        organisation: whom they work for.
        domain: the server that vouches, as this program was told to dial it, such as `help.contoso.example`.
        account_created_on: ISO date of their account, so that a brand-new one can be told.
        verified_digits: six digits both sides can compare aloud, once the two programs have proved themselves.
    """

    name: str
    organisation: str
    domain: str
    account_created_on: str
    verified_digits: str = ""

    @property
    def initials(self) -> str:
        """At most two letters for the round badge."""
        words = [word for word in self.name.split() if word[:1].isalnum()]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorChoice:
    """One display the person may show.

    Attributes:
        monitor_id: goes back with the answer.
        name: what the system calls it; may be empty.
        width_px, height_px: size in physical pixels.
        is_primary: whether the system starts programs there.
        x_px, y_px: its corner on the whole desktop in physical pixels; the frame and "this one" need it.
    """

    monitor_id: int
    name: str
    width_px: int
    height_px: int
    is_primary: bool
    x_px: int = 0
    y_px: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something went wrong that the person should know; `code` selects the sentence in `shared.ui.error_text`."""

    code: str
    fields: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """Start: one question and the warning about scams. `trouble` is a line above it, such as "the code was wrong"."""

    problem: str = ""
    trouble: Trouble | None = None
    earlier_report: EarlierReport | None = None
    """What became of a report that an earlier run could not send."""


class CodeStage(StrEnum):
    """How far pairing has come, in the person's eyes."""

    CONNECTING = "connecting"
    """Reaching the server; no code yet."""
    WAITING = "waiting"
    """The code is shown, nobody has used it."""
    AWAY = "away"
    """The code is shown, but the server cannot be reached: nobody can use it now."""
    CHECKING = "checking"
    """A helper typed it; the two programs are proving themselves to each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeView:
    """The code in large digits.

    Attributes:
        stage: how far things are.
        code: the whole code as digits; None while there is none. Never logged, not in `repr`.
        expires_at_mono_ms: when it stops working, on the `time.monotonic` scale.
        helper: who typed it, once somebody did.
        trouble: why there is no code yet, with an automatic new try on its way; or what is with the shown one.
        offers_long_code: three codes were wrong in ten minutes: a warning, and twelve secret digits.
    """

    stage: CodeStage
    code: str | None = field(default=None, repr=False)
    expires_at_mono_ms: int = 0
    helper: HelperCard | None = None
    trouble: Trouble | None = None
    offers_long_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One right the helper asks for.

    Attributes:
        prompt_id: goes back with the answer.
        capability: what is asked.
        reason: the helper's own words, at most 80 characters, plain text; may be empty.
        monitors: the displays to choose from when `capability` is VIEW.
        asked_at_mono_ms: when it was put; unanswered after 30 s means no.
        wake_ms: Allow stays disabled until the question was visible, uncovered and focused for this long.
        cause: who brought it about: the helper, the person, or a shown display that is gone.
        wanted_ids: the displays the helper would like to see; empty when nothing was said.
        shown_ids: the displays that are shown now.
        refused_yeses: how often a yes was refused because it came from no hand here; each one starts `wake_ms` anew.
        timeout_ms: how long it waits for an answer, counted from `asked_at_mono_ms`.
        batch_id: the list of files it is about; goes with the chosen folder. 0 when it is about none.
        files: the names and sizes, when it is about files; of those that come as they will be on the disk.
        is_choosing: the person has still to choose what they send; until then there is nothing to allow.
        skipped_count: what of their choice is no file that can be sent.
        files_problem: why nothing of their choice can be sent; a code of `shared.ui.file_words`.
        lasts_ms: how long a yes lasts at most, where the helper's organisation has made that shorter; None where not.
    """

    prompt_id: int
    capability: Capability
    reason: str
    monitors: tuple[MonitorChoice, ...]
    asked_at_mono_ms: int
    wake_ms: int
    cause: PromptCause = "agent"
    wanted_ids: tuple[int, ...] = ()
    shown_ids: tuple[int, ...] = ()
    refused_yeses: int = 0
    timeout_ms: int = PROMPT_TIMEOUT_MS
    batch_id: int = 0
    files: tuple[FileRow, ...] = ()
    is_choosing: bool = False
    skipped_count: int = 0
    files_problem: str = ""
    lasts_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightView:
    """One right the helper has now.

    Attributes:
        capability: which.
        since_mono_ms: when it opened.
        ends_at_mono_ms: when it ends by itself; None means when the session ends.
        is_idle_end: it ends then because it is not used; using it puts that off.
    """

    capability: Capability
    since_mono_ms: int
    ends_at_mono_ms: int | None
    is_idle_end: bool = False

    def is_ending(self, now_mono_ms: int) -> bool:
        """Whether it ends by itself so soon that both should be told."""
        return self.ends_at_mono_ms is not None and self.ends_at_mono_ms - now_mono_ms <= ENDING_MS


LineWord = Literal["sharp", "catching_up", "waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A verified helper is there.

    Attributes:
        helper: who.
        started_at_mono_ms: when the session was verified.
        rights: what they may do now; empty means they see and do nothing.
        question: open question, if any; the picture is covered meanwhile.
        is_paused: the person pressed Pause.
        is_stalled: the line is silent; control is off until it comes back.
        is_hand_busy: the person uses mouse or keyboard, and the helper's input waits meanwhile.
        line: one word on the picture; None while nothing is known about it.
        notice: a short event to tell in words, or None: `<capability>_ended_idle`, `<capability>_ended_time`,
            `<capability>_ended_locked`, `<capability>_ended_asleep`, `<capability>_ended_switched`,
            `<capability>_returned`, `<capability>_unanswered`, `screen_locked`, `screen_black`, `screen_new`,
            or a code of `shared.ui.error_text`.
        panic_keys: the keys that stop everything, such as `Ctrl+Alt+End`; None when no combination could be had.
        record_trouble: the server cannot record events just now: nothing new can be allowed.
        monitors: the displays there are; more than one, and the person may show another.
        shared_ids: which of them are being shown; empty while nothing is.
        talk: what happened and what was written, for the window of messages.
        has_drawing: the helper has drawn something that is still there.
        transfers: the files that came or went, or are on their way, in this session.
        may_send_files: whether a question about files of the person's own may be opened now.
        clips: what can be done with what is copied, and what has just become of it.
    """

    helper: HelperCard
    started_at_mono_ms: int
    rights: tuple[RightView, ...] = ()
    question: Question | None = None
    is_paused: bool = False
    is_stalled: bool = False
    is_hand_busy: bool = False
    line: LineWord | None = None
    notice: str | None = None
    panic_keys: str | None = None
    record_trouble: Trouble | None = None
    monitors: tuple[MonitorChoice, ...] = ()
    shared_ids: tuple[int, ...] = ()
    talk: TalkView = EMPTY_TALK
    has_drawing: bool = False
    transfers: tuple[TransferView, ...] = ()
    clips: ClipView = NO_CLIPS
    may_send_files: bool = False

    @property
    def shared_monitors(self) -> tuple[MonitorChoice, ...]:
        """The displays being shown, for the frames around them."""
        return tuple(monitor for monitor in self.monitors if monitor.monitor_id in self.shared_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class RightTotal:
    """How long one right was used in all."""

    capability: Capability
    total_ms: int
    times_granted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedView:
    """The session is over; the receipt can be saved.

    Attributes:
        helper: who was there; None when it ended before anybody was verified.
        reason: a close reason of the protocol (`user_stopped`, `agent_left`, `panic`, `peer_lost`, ...).
        started_at, ended_at: RFC 3339 instants in UTC, for showing in local time.
        totals: what was allowed and for how long, one row a right, granted ones only.
        receipt_text: the receipt as plain text in the person's language is made by the window from this view;
            `receipt_json` is the machine-readable part with signatures, to be saved beside it.
        is_sealed: whether the server confirmed the record.
        is_refused: the server refused a part of it and will not confirm it.
        stream: what happened and what was written, for the text of the receipt.
        has_drawn: the helper pointed or drew on the screen.
        files: the files that came whole, with their checksums.
        sent_files: the files that went and arrived whole, with their checksums.
        feedback: what the person has said of the session, and whether the server has it.
    """

    helper: HelperCard | None
    reason: str
    started_at: str
    ended_at: str
    totals: tuple[RightTotal, ...] = ()
    receipt_json: str = field(default="", repr=False)
    is_sealed: bool = False
    is_refused: bool = False
    stream: tuple[StreamItem, ...] = field(default=(), repr=False)
    has_drawn: bool = False
    files: tuple[FileRow, ...] = ()
    sent_files: tuple[FileRow, ...] = ()
    feedback: FeedbackState = NO_FEEDBACK


ClientView = HomeView | CodeView | SessionView | EndedView
"""Everything the client can show; the window renders whichever arrives and keeps no state of its own."""

AnswerSource = Literal["local", "virtual"]
"""Where the answering click came from: a real device, or a display that has none."""


class ClientIntents(Protocol):
    """What the person can want; called on the Qt thread, never blocks, the answer is a new view."""

    def ask_for_help(self, problem: str) -> None:
        """Get a code; `problem` may be empty."""

    def make_new_code(self) -> None:
        """Drop the shown code and get another."""

    def go_home(self) -> None:
        """Give up before anybody came, or leave the receipt."""

    def answer(self, prompt_id: int, *, is_allowed: bool, monitor_ids: tuple[int, ...], shown_ms: int) -> None:
        """Answer the open question; `shown_ms` is how long it was visible and focused."""

    def offer(self, capability: Capability) -> None:
        """Give the helper a right unasked; opens a question of the person's own."""

    def give_time(self, capability: Capability) -> None:
        """Let a right go on that is about to end."""

    def choose_folder(self, batch_id: int, folder: str) -> None:
        """Where the files of that list go if the answer is yes; comes before the answer."""

    def hold_files(self, batch_id: int, *, is_held: bool) -> None:
        """Let a batch of files wait, or go on."""

    def send_copied(self, read: Callable[[Callable[[Clip | ClipProblem], None]], None]) -> None:
        """Send the helper what is on the clipboard now, at the press of a button; or say why it cannot be sent.

        Args:
            read: reads it, and tells what it found; not called when nothing may be read.
        """

    def choose_files(self, paths: Sequence[Path]) -> None:
        """Show these files and folders in a question about sending them; nothing leaves before its yes."""

    def draw_curtain(self) -> None:
        """A dialog is about to show files of this computer: nothing opens until `open_curtain`, called as often."""

    def open_curtain(self) -> None:
        """It is gone from the screen."""

    def choose_screens(self) -> None:
        """Choose anew which screens are shown; opens a question of the person's own."""

    def clear_drawing(self) -> None:
        """Take away what the helper has drawn on the screen."""

    def set_overlay(self, stamps: tuple[Stamp, ...]) -> None:
        """Tell which pixels the drawing covers, before it is shown and until it is gone: never captured."""

    def take_back(self, capability: Capability) -> None:
        """Revoke one right, at once and locally."""

    def pause(self) -> None:
        """Stop seeing and controlling; the session lives."""

    def resume(self) -> None:
        """Only the person can un-pause."""

    def stop(self) -> None:
        """End everything, at once and locally."""

    def rate(self, stars: int) -> None:
        """Give the session that is over 1 to 5 stars."""

    def report(self, cause: ReportCause, words: str) -> None:
        """Report to the people who run the service that something was wrong in the session that is over."""

    def say(self, text: str) -> None:
        """Write to the helper."""

    def note_read(self, message_id: int) -> None:
        """The helper's messages up to this one were really on the screen."""

    def set_own_windows(self, rects: list[tuple[int, int, int, int]], *, is_focused: bool) -> None:
        """Tell where our own windows are, in physical pixels x, y, width, height: never captured, never clicked."""
