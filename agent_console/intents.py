"""What the agent wants, carried from the Qt thread to the flow."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from agent_console.domain.console_controller import ConsoleController
from agent_console.domain.tab_controller import TabController
from agent_console.view_models.drawing import MarkMessage
from shared.capability import Capability
from shared.protocol.record_messages import CategoryId, SessionResult
from shared.session.clip import Clip, ClipProblem
from shared.transport.file_source import look_at
from shared.transport.loop_thread import LoopThread


class Intents:
    """`ConsoleIntents` over the flow; never blocks."""

    def __init__(self, loop: LoopThread, controller: ConsoleController) -> None:
        """Wire the intents.

        Args:
            loop: the network thread the flow lives in.
            controller: the flow.
        """
        self._loop = loop
        self._controller = controller

    def sign_in(self, email: str, password: str, second_factor: str = "", stays: bool = False) -> None:
        """Prove who you are."""
        self._loop.call(self._controller.sign_in, email, password, second_factor, stays)

    def sign_in_with_browser(self, stays: bool) -> None:
        """Prove who you are in the browser."""
        self._loop.call(self._controller.sign_in_with_browser, stays)

    def give_up_browser(self) -> None:
        """Do not sign in with the browser after all."""
        self._loop.call(self._controller.browser.give_up)

    def retry_server(self) -> None:
        """Try to reach the server now."""
        self._loop.call(self._controller.retry_server)

    def sign_out(self) -> None:
        """End all sessions and forget the sign-in."""
        self._loop.call(self._controller.sign_out)

    def use_code(self, code: str) -> None:
        """Start a session with the person who read this code aloud."""
        self._loop.call(self._controller.use_code, code)

    def ask_for(self, tab_id: int, capability: Capability, reason: str) -> None:
        """Ask the person for one right."""
        self._in_tab(tab_id, lambda tab: tab.ask_for(capability, reason))

    def ask_for_screens(self, tab_id: int, monitor_ids: tuple[int, ...], reason: str) -> None:
        """Ask the person to show other displays."""
        self._in_tab(tab_id, lambda tab: tab.ask_for_screens(monitor_ids, reason))

    def ask_for_time(self, tab_id: int, capability: Capability, reason: str) -> None:
        """Ask the person to let a right go on."""
        self._in_tab(tab_id, lambda tab: tab.ask_for_time(capability, reason))

    def give_back(self, tab_id: int, capability: Capability) -> None:
        """Return a right."""
        self._in_tab(tab_id, lambda tab: tab.give_back(capability))

    def send_files(self, tab_id: int, paths: Sequence[Path], reason: str) -> None:
        """Put these files and folders to the person."""
        # Looked at here: a folder on a slow disk must not hold up input.
        chosen = look_at(paths)
        self._in_tab(tab_id, lambda tab: tab.files.offer(chosen, reason))

    def ask_for_files(self, tab_id: int, reason: str) -> None:
        """Ask the person for files."""
        self._in_tab(tab_id, lambda tab: tab.files.ask(reason))

    def accept_files(self, tab_id: int, batch_id: int, folder: Path) -> None:
        """Take the files of a list into this folder."""
        self._in_tab(tab_id, lambda tab: tab.files.accept(batch_id, folder))

    def hold_files(self, tab_id: int, batch_id: int, *, is_held: bool) -> None:
        """Let a batch of files wait, or go on."""
        self._in_tab(tab_id, lambda tab: tab.files.hold(batch_id, is_held=is_held))

    def cancel_files(self, tab_id: int, batch_id: int) -> None:
        """No more of a batch."""
        self._in_tab(tab_id, lambda tab: tab.files.cancel(batch_id))

    def send_clip(self, tab_id: int, found: Clip | ClipProblem) -> None:
        """Put this on the person's clipboard."""
        self._in_tab(tab_id, lambda tab: tab.clips.offer(found))

    def forget_clip(self, tab_id: int) -> None:
        """What came was copied, or is not wanted."""
        self._in_tab(tab_id, lambda tab: tab.clips.forget_came())

    def file_session(self, tab_id: int, category: CategoryId, result: SessionResult, note: str) -> None:
        """File what the session was about."""
        self._loop.call(self._controller.file_session, tab_id, category, result, note)

    def end(self, tab_id: int) -> None:
        """End the session."""
        self._in_tab(tab_id, lambda tab: tab.end())

    def close_tab(self, tab_id: int) -> None:
        """Forget an ended tab."""
        self._loop.call(self._controller.close_tab, tab_id)

    def pointer_moved(self, tab_id: int, x_norm: int, y_norm: int) -> None:
        """The pointer is here."""
        self._in_tab(tab_id, lambda tab: tab.input.pointer_moved(x_norm, y_norm))

    def button_changed(self, tab_id: int, button: int, *, is_down: bool) -> None:
        """A mouse button."""
        self._in_tab(tab_id, lambda tab: tab.input.button_changed(button, is_down=is_down))

    def wheel_turned(self, tab_id: int, dx: int, dy: int) -> None:
        """The wheel."""
        self._in_tab(tab_id, lambda tab: tab.input.wheel_turned(dx, dy))

    def key_changed(self, tab_id: int, usage: int, *, is_down: bool) -> None:
        """A physical key."""
        self._in_tab(tab_id, lambda tab: tab.input.key_changed(usage, is_down=is_down))

    def text_typed(self, tab_id: int, text: str, *, is_repeat: bool) -> None:
        """One character."""
        self._in_tab(tab_id, lambda tab: tab.input.text_typed(text, is_repeat=is_repeat))

    def type_text(self, tab_id: int, text: str) -> None:
        """A whole text as if typed."""
        self._in_tab(tab_id, lambda tab: tab.input.type_text(text))

    def draw(self, tab_id: int, message: MarkMessage) -> None:
        """Point, or draw."""
        self._in_tab(tab_id, lambda tab: tab.draw(message))

    def release_all(self, tab_id: int) -> None:
        """Let go of everything."""
        self._in_tab(tab_id, lambda tab: tab.input.release_all())

    def say(self, tab_id: int, text: str) -> None:
        """Write to the person."""
        self._in_tab(tab_id, lambda tab: tab.talk.say(text))

    def note_read(self, tab_id: int, message_id: int) -> None:
        """The person's messages up to this one were really on the screen."""
        self._in_tab(tab_id, lambda tab: tab.talk.note_read(message_id))

    def _in_tab(self, tab_id: int, act: Callable[[TabController], Any]) -> None:
        def find_and_act() -> None:
            tab = self._controller.tabs.get(tab_id)
            if tab is not None:
                act(tab)

        self._loop.call(find_and_act)
