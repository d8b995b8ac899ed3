"""What the agent's window shows, as frozen values; widgets render them and keep no state of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from agent_console.domain.filing_desk import NO_FILING, FilingView
from agent_console.domain.person_state import EndedRight, RefusedPresses
from agent_console.domain.sharpness import Sharpness
from agent_console.domain.stay_signed_in import KeyringState
from agent_console.view_models.drawing import MarkMessage
from shared.capability import Capability
from shared.link_stats import LinkStats
from shared.protocol.record_messages import CategoryId, SessionResult
from shared.screen.cursor import CursorImage
from shared.session.clip import Clip, ClipProblem
from shared.session.clip_desk import NO_CLIPS, ClipView
from shared.session.talk import EMPTY_TALK, TalkView
from shared.transfer.view import TransferView


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something the agent should know; `code` selects the sentence in `shared.ui.error_text`."""

    code: str
    fields: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserView:
    """The agent signs in with the browser.

    Attributes:
        number: four digits to be typed there; empty until the server has answered.
        address: the page to open; empty as long.
    """

    number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInView:
    """The sign-in page.

    Attributes:
        is_busy: the server checks what was typed.
        asks_second_factor: the password was right; a code is needed beside it.
        stays_for: the address that last chose to stay signed in on this computer.
        keyring: whether one can choose that now, or why not.
        browser: how far signing in with the browser is; None while the agent types here.
    """

    server_url: str
    email: str = ""
    is_busy: bool = False
    asks_second_factor: bool = False
    stays_for: str = ""
    keyring: KeyringState = "ready"
    browser: BrowserView | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInView:
    """The agent is signed in; tabs and the code field are usable.

    Attributes:
        name, organisation: the agent's own card.
        is_connected: whether the server can be reached now; live sessions go on without it.
        code_trouble: why the last code did not lead to a session ("check_digit" is found before anything is sent).
        is_claiming: a code is on its way.
    """

    name: str
    organisation: str
    is_connected: bool
    code_trouble: Trouble | None = None
    is_claiming: bool = False


AccountView = SignInView | SignedInView

RightState = Literal["off", "asked", "on", "refused", "forbidden"]
TabStage = Literal["pairing", "verified", "live", "ended"]
Cover = Literal["none", "asking", "paused", "stalled", "no_view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteMonitor:
    """One display of the assisted computer."""

    monitor_id: int
    name: str
    width_px: int
    height_px: int
    is_primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TabView:
    """One assisted person. Text in it comes from their computer: plain text only.

    Attributes:
        tab_id: stays the same while the tab lives.
        title: the masked code (`417 …`) until something better is known.
        problem: what the person wrote, at most 500 characters.
        stage: how far the session is.
        verified_words: six digits both sides can compare, once verified.
        rights: state of each right that can be asked for.
        rights_end_at_mono_ms: when a right that is on ends by itself, for those that do.
        ended_right: a right that ended a moment ago, and why.
        rights_end_idle: those of them that end because they are not used.
        cover: why there is no picture to see, or `none`.
        monitors, shared_ids: the displays, and which of them are shown.
        screens_state: how far a wish for other displays is.
        refused: what of the agent's input was refused a moment ago, and why.
        is_person_active: the person uses their own mouse or keyboard: what the agent does does not arrive.
        picture_trouble: what is wrong with the picture just now, for a sentence over it.
        started_at_mono_ms: when it was verified.
        stats: the line.
        sharpness: how exact the picture is.
        typed: how many characters of how many are typed of a whole text; None while there is none.
        os_family: the system over there, once known: `linux`, `windows` or `macos`.
        clear_count: how often everything drawn was taken away over there.
        reasons_sent: goes up when a question really went out with the reason the agent wrote.
        end_reason: a close reason of the protocol once `stage` is `ended`.
        trouble: a sentence to show in the tab.
        talk: what happened and what was written.
        transfers: the files of this session; one from the person that waits is for the agent to take.
        may_send_files: whether another list may be put to the person.
        clips: what can be done with what is copied here, what has just become of it, and what came.
        may_ask_files: whether the person may be asked for files.
        files_request: whether they were, and what became of it.
        filing: how it stands with what is filed about the session.
        are_files_forbidden: the organisation's rules keep files from going one way or both.
        needs_reason: rights the organisation's rules let the agent ask for only with a reason in words.
    """

    tab_id: int
    title: str
    problem: str = ""
    stage: TabStage = "pairing"
    verified_words: str = ""
    rights: dict[Capability, RightState] = field(default_factory=dict)
    rights_end_at_mono_ms: dict[Capability, int] = field(default_factory=dict)
    rights_end_idle: frozenset[Capability] = frozenset()
    ended_right: EndedRight | None = None
    cover: Cover = "no_view"
    monitors: tuple[RemoteMonitor, ...] = ()
    shared_ids: tuple[int, ...] = ()
    screens_state: Literal["off", "asked", "refused"] = "off"
    is_person_active: bool = False
    refused: RefusedPresses | None = None
    picture_trouble: Trouble | None = None
    started_at_mono_ms: int = 0
    stats: LinkStats = field(default_factory=LinkStats)
    sharpness: Sharpness = Sharpness.SHARP
    typed: tuple[int, int] | None = None
    os_family: str = ""
    clear_count: int = 0
    reasons_sent: int = 0
    end_reason: str | None = None
    trouble: Trouble | None = None
    talk: TalkView = EMPTY_TALK
    transfers: tuple[TransferView, ...] = ()
    may_send_files: bool = False
    clips: ClipView = NO_CLIPS
    may_ask_files: bool = False
    files_request: Literal["off", "asked", "refused"] = "off"
    filing: FilingView = NO_FILING
    are_files_forbidden: bool = False
    needs_reason: frozenset[Capability] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorView:
    """The pointer of the assisted computer.

    Attributes:
        image: what it looks like; None before that was told, and while it is hidden.
        is_hidden: a program over there has hidden it.
        position: where somebody else than us moved it, 0..65535 across the shared monitor; None when it is not there.
        moved_count: goes up with every such move.
    """

    image: CursorImage | None = None
    is_hidden: bool = False
    position: tuple[int, int] | None = None
    moved_count: int = 0


class ConsoleIntents(Protocol):
    """What the agent can want; called on the Qt thread, never blocks."""

    def sign_in(self, email: str, password: str, second_factor: str = "", stays: bool = False) -> None:
        """Prove who you are; `stays` keeps the sign-in on this computer when the window is closed."""

    def sign_in_with_browser(self, stays: bool) -> None:
        """Prove who you are in the system's browser; `stays` as for `sign_in`."""

    def give_up_browser(self) -> None:
        """Do not sign in with the browser after all."""

    def retry_server(self) -> None:
        """Try to reach the server now."""

    def sign_out(self) -> None:
        """End all sessions and forget the sign-in."""

    def use_code(self, code: str) -> None:
        """Start a session with the person who read this code aloud; opens a tab."""

    def ask_for(self, tab_id: int, capability: Capability, reason: str) -> None:
        """Ask the person for one right, with a reason in words."""

    def ask_for_screens(self, tab_id: int, monitor_ids: tuple[int, ...], reason: str) -> None:
        """Ask the person to show these displays instead, with a reason in words."""

    def ask_for_time(self, tab_id: int, capability: Capability, reason: str) -> None:
        """Ask the person to let a right go on that is about to end."""

    def give_back(self, tab_id: int, capability: Capability) -> None:
        """Return a right."""

    def send_files(self, tab_id: int, paths: Sequence[Path], reason: str) -> None:
        """Put these files and folders to the person, with a reason in words."""

    def ask_for_files(self, tab_id: int, reason: str) -> None:
        """Ask the person for files, with a reason in words; they find and choose them."""

    def accept_files(self, tab_id: int, batch_id: int, folder: Path) -> None:
        """Take the files of a list the person sends into this folder."""

    def hold_files(self, tab_id: int, batch_id: int, *, is_held: bool) -> None:
        """Let a batch of files wait, or go on."""

    def cancel_files(self, tab_id: int, batch_id: int) -> None:
        """No more of a batch, or none of it."""

    def send_clip(self, tab_id: int, found: Clip | ClipProblem) -> None:
        """Put this on the person's clipboard: what is copied here now, at a press, or why it cannot be sent."""

    def forget_clip(self, tab_id: int) -> None:
        """What came from the person was copied, or is not wanted."""

    def file_session(self, tab_id: int, category: CategoryId, result: SessionResult, note: str) -> None:
        """File what the session was about and how it went, in place of what was filed before."""

    def end(self, tab_id: int) -> None:
        """End the session; the tab stays until closed."""

    def close_tab(self, tab_id: int) -> None:
        """Forget an ended tab; ends it first when needed."""

    def pointer_moved(self, tab_id: int, x_norm: int, y_norm: int) -> None:
        """The pointer is here, 0..65535 across the shared monitor."""

    def button_changed(self, tab_id: int, button: int, *, is_down: bool) -> None:
        """A mouse button (1 left, 2 middle, 3 right, 8 back, 9 forward)."""

    def wheel_turned(self, tab_id: int, dx: int, dy: int) -> None:
        """The wheel, in 1/120 notch, positive right and down."""

    def key_changed(self, tab_id: int, usage: int, *, is_down: bool) -> None:
        """A physical key by HID usage."""

    def text_typed(self, tab_id: int, text: str, *, is_repeat: bool) -> None:
        """One character as the agent's layout printed it; `is_repeat` while the key is held."""

    def type_text(self, tab_id: int, text: str) -> None:
        """Type a whole text over there, such as the clipboard, at the pace of the line; an empty one stops that."""

    def draw(self, tab_id: int, message: MarkMessage) -> None:
        """Point at something on the person's screen, or draw there."""

    def release_all(self, tab_id: int) -> None:
        """Let go of every held key and button: focus left the picture."""

    def say(self, tab_id: int, text: str) -> None:
        """Write to the person."""

    def note_read(self, tab_id: int, message_id: int) -> None:
        """The person's messages up to this one were really on the screen."""


class PictureSurface(Protocol):
    """The canvas of one tab as a widget needs it: 32-bit B,G,R,X rows, top to bottom, without padding.

    The buffer belongs to the decoding thread; hold `lock` while painting from it.
    """

    @property
    def width_px(self) -> int:
        """Width of the picture; 0 or 1 before the first one."""
        ...

    @property
    def height_px(self) -> int:
        """Height of the picture; 0 or 1 before the first one."""
        ...

    @property
    def buffer(self) -> memoryview:
        """The pixels, `width_px * height_px * 4` bytes; another block of memory when the size changes."""
        ...
