"""What the person wants, carried from the Qt thread to the flow; whatever narrows a right acts here and now."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from client.domain.brake import Brake
from client.domain.controller import ClientController
from client.domain.overlay_mask import OverlayMask, Stamp
from client.domain.own_windows import OwnWindows
from client.injection.local_input import LocalInputJudge
from client.injection.remote_control import RemoteControl
from client.media.screen_sender import ScreenSender
from shared.capability import Capability
from shared.consent.book import DeskLoss
from shared.consent.machine import AnswerSource
from shared.geometry import Rect
from shared.ids import PromptId
from shared.protocol.record_messages import ReportCause
from shared.protocol.signaling_messages import CloseReason
from shared.session import events as ev
from shared.session.clip import Clip, ClipProblem
from shared.transfer.view import Direction
from shared.transport.file_source import look_at
from shared.transport.loop_thread import LoopThread
from shared.transport.server_link import ServerLink


class Intents:
    """`ClientIntents` over the flow. Stopping never waits for the network thread, the server or the log."""

    def __init__(
        self,
        *,
        loop: LoopThread,
        server: ServerLink,
        controller: ClientController,
        control: RemoteControl,
        sender: ScreenSender,
        judge: LocalInputJudge | None,
        own_windows: OwnWindows,
        brake: Brake,
        overlay: OverlayMask,
        cut_files: Callable[[Direction | None], None] = lambda _direction: None,
        hold_files: Callable[[], None] = lambda: None,
        cut_clips: Callable[[], None] = lambda: None,
    ) -> None:
        """Wire the intents.

        Args:
            loop: the network thread the flow lives in.
            server: tried again at once when the person asks.
            controller: the flow.
            control: the gate, shut at once.
            sender: the picture, withheld at once.
            judge: tells a person's hand from a program; None counts every answer as a program's.
            own_windows: where our windows are.
            brake: keeps shut what was shut here until the flow has heard of it.
            overlay: which pixels are drawn on.
            cut_files: ends every transfer of files at once, that way or either way.
            hold_files: lets no byte of them pass from now on, until the flow lets them go on.
            cut_clips: what was not put on the clipboard yet never is.
        """
        self._loop = loop
        self._server = server
        self._controller = controller
        self._control = control
        self._sender = sender
        self._judge = judge
        self._own_windows = own_windows
        self._brake = brake
        self._overlay = overlay
        self._cut_files = cut_files
        self._cut_clips = cut_clips
        self._hold_files = hold_files

    def ask_for_help(self, problem: str) -> None:
        """Get a code."""
        self._loop.call(self._server.retry)
        self._tell(ev.HelpRequested(problem=problem))

    def make_new_code(self) -> None:
        """Drop the shown code and get another; without a server, try to reach it now."""
        self._loop.call(self._server.retry)
        self._tell(ev.NewCodeRequested())

    def go_home(self) -> None:
        """Give up before anybody came, or leave the receipt."""
        self._tell(ev.HomeRequested())

    def answer(self, prompt_id: int, *, is_allowed: bool, monitor_ids: tuple[int, ...], shown_ms: int) -> None:
        """Answer the open question; a no needs no proof of whose hand it was."""
        source: AnswerSource = "local"
        if is_allowed:
            source = "injected" if self._judge is None else self._judge.judge_answer().value
        self._tell(
            ev.QuestionAnswered(
                prompt_id=PromptId(prompt_id),
                is_allowed=is_allowed,
                source=source,
                shown_ms=shown_ms,
                monitor_ids=monitor_ids,
            )
        )

    def take_back(self, capability: Capability) -> None:
        """Revoke one right."""
        self._brake.press()
        self._control.cut()
        if capability is Capability.VIEW:
            self._sender.hide()
        elif capability is Capability.FILE_TO_USER:
            self._cut_files("to_user")
        elif capability is Capability.FILE_FROM_USER:
            self._cut_files("from_user")
        elif capability is Capability.CLIPBOARD_TO_USER:
            self._cut_clips()
        self._tell_narrowed(ev.RightTakenBack(capability=capability))

    def leave_desk(self, reason: DeskLoss) -> None:
        """Nobody watches the desk any more: control ends at once. Any thread."""
        self._brake.press()
        self._control.cut()
        self._tell_narrowed(ev.DeskLeft(reason=reason))

    def pause(self) -> None:
        """Stop seeing and controlling; the session lives."""
        self._brake.press()
        self._control.cut()
        self._sender.cover("paused")
        self._hold_files()
        self._cut_clips()
        self._tell_narrowed(ev.PausePressed())

    def offer(self, capability: Capability) -> None:
        """Give a right nobody asked for; opens a question, and its yes needs the same proof as any other."""
        self._tell(ev.RightOffered(capability=capability))

    def give_time(self, capability: Capability) -> None:
        """Let a right go on that is about to end."""
        source: AnswerSource = "injected" if self._judge is None else self._judge.judge_press().value
        self._tell(ev.TimeGiven(capability=capability, source=source))

    def choose_folder(self, batch_id: int, folder: str) -> None:
        """Where the files of that list go if the answer is yes."""
        self._loop.call(self._controller.desks.files.choose_folder, batch_id, Path(folder))

    def hold_files(self, batch_id: int, *, is_held: bool) -> None:
        """Let a batch of files wait, or go on."""
        self._loop.call(lambda: self._controller.desks.hold_files(batch_id, is_held=is_held))

    def choose_files(self, paths: Sequence[Path]) -> None:
        """Ask about sending these files and folders; nothing of them leaves before a yes to the list."""
        self._loop.run(self._look_and_choose(tuple(paths)))

    def draw_curtain(self) -> None:
        """Nothing opens any more; the question has covered the picture, and may end before the dialog does."""
        self._brake.press()

    def open_curtain(self) -> None:
        """What is allowed may open again."""
        self._loop.call(self._reopen)

    def send_copied(self, read: Callable[[Callable[[Clip | ClipProblem], None]], None]) -> None:
        """Send what is copied, if it was a hand that pressed: a program could press whenever a password is copied.

        Judged before anything is read, which may take longer than a press is remembered.
        """
        if self._judge is not None and self._judge.judge_press().value != "injected":
            read(lambda found: self._loop.call(self._controller.desks.clips.offer, found))
        else:
            self._loop.call(self._controller.desks.clips.offer, ClipProblem.NOT_BY_HAND)

    def choose_screens(self) -> None:
        """Ask the person which screens to show; their answer needs the same proof as any other."""
        self._tell(ev.OtherScreenWanted())

    def resume(self) -> None:
        """Lift the pause."""
        self._tell(ev.ResumePressed())

    def stop(self) -> None:
        """End everything."""
        self.stop_because("user_stopped")

    def stop_because(self, reason: CloseReason) -> None:
        """End everything, for the panic keys and the end of the program too. Any thread."""
        self._brake.press()
        self._control.cut()
        self._sender.hide()
        self._cut_files(None)
        self._cut_clips()
        self._tell_narrowed(ev.StopPressed(reason=reason))

    def rate(self, stars: int) -> None:
        """Give the session that is over 1 to 5 stars."""
        self._loop.call(self._controller.desks.feedback.rate, stars)

    def report(self, cause: ReportCause, words: str) -> None:
        """Report that something was wrong in the session that is over."""
        self._loop.call(self._controller.desks.report, cause, words)

    def say(self, text: str) -> None:
        """Write to the helper."""
        self._loop.call(self._controller.desks.talk.say, text)

    def note_read(self, message_id: int) -> None:
        """The helper's messages up to this one were really on the screen."""
        self._loop.call(self._controller.desks.talk.note_read, message_id)

    def set_own_windows(self, rects: list[tuple[int, int, int, int]], *, is_focused: bool) -> None:
        """Tell where our own windows are."""
        self._own_windows.replace([Rect(*rect) for rect in rects], is_focused=is_focused)
        if is_focused:
            self._control.let_go()

    def clear_drawing(self) -> None:
        """Take away what the helper has drawn."""
        self._loop.call(self._controller.desks.drawing.clear)

    def set_overlay(self, stamps: tuple[Stamp, ...]) -> None:
        """Tell which pixels the drawing covers; acts at once, for what is shown next must not be captured."""
        self._overlay.replace(stamps)

    async def _look_and_choose(self, paths: tuple[Path, ...]) -> None:
        # Not where windows live, nor where input does: a folder on a slow disk must hold up neither.
        chosen = await asyncio.to_thread(look_at, paths)
        self._controller.desks.outbox.choose(chosen)

    def _tell_narrowed(self, event: ev.ClientEvent) -> None:
        self._loop.call(self._hear_narrowed, event)

    def _hear_narrowed(self, event: ev.ClientEvent) -> None:
        # In one step of the network thread, so nothing opens between the two.
        self._brake.release()
        self._controller.dispatch(event)
        self._controller.reapply_rights()

    def _reopen(self) -> None:
        self._brake.release()
        self._controller.reapply_rights()

    def _tell(self, event: ev.ClientEvent) -> None:
        self._loop.call(self._controller.dispatch, event)
