"""Page 3: who asks, for what, and the two answers, of which Allow sleeps until it was really seen."""

import secrets
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from client.ui.curtain import Curtain
from client.ui.exposure import CoverCheck, is_before_the_eyes
from client.ui.files_question import FilesQuestion
from client.ui.helper_card import HelperCardPanel, helper_name
from client.ui.page import Page
from client.ui.screen_geometry import monitor_of_window
from client.ui.screen_words import choice_words, screens_words
from client.ui.send_question import SendQuestion
from client.ui.typing_filter import TypingFilter
from client.view_models.screen_choices import ScreenChoice, choice_to_offer, screen_choices
from client.view_models.screens import ClientIntents, HelperCard, Question
from client.view_models.wake_gate import WakeGate
from shared.capability import Capability
from shared.clock import Clock
from shared.protocol.limits import REASON_MAX_CHARS
from shared.ui.consent_labels import consent_question
from shared.ui.plain_text import plain_line
from shared.ui.theme import current_tokens
from shared.ui.time_text import duration_words
from shared.ui.widgets import Banner, Button, Label, PrimaryButton

_TICK_MS = 100
_SECOND_MS = 1_000
_LONG_NAME_CHARS = 24


def _policy(*, is_checked: bool) -> Qt.FocusPolicy:
    return Qt.FocusPolicy.StrongFocus if is_checked else Qt.FocusPolicy.ClickFocus


class QuestionPage(Page):
    """Asks for one right. Enter and Esc mean no; Allow needs a click or Space on the awake button."""

    def __init__(
        self, intents: ClientIntents, clock: Clock, cover: CoverCheck, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._intents = intents
        self._clock = clock
        self._cover = cover
        self._helper: HelperCard | None = None
        self._question: Question | None = None
        self._gate = WakeGate(wake_ms=0)
        self._typing = TypingFilter(self, clock)
        self._is_allowed = self._is_denied = False
        self._choices: tuple[ScreenChoice, ...] = ()
        s = current_tokens().sizes
        self.notice = Banner("amber")
        self.helper = HelperCardPanel()
        self.question = Label(role="title")
        self.reason = Label(role="quote")
        self.monitor_label = Label()
        self.monitors = QButtonGroup(self)
        self._monitor_box = QWidget()
        self._monitor_list = QVBoxLayout(self._monitor_box)
        self._monitor_list.setContentsMargins(0, 0, 0, 0)
        self._monitor_list.setSpacing(0)
        curtain = Curtain(intents)
        self.files, self.sending = FilesQuestion(curtain), SendQuestion(curtain)
        self.stop_hint = Label()
        self.remaining = Label(role="small")
        self.deny_button = PrimaryButton()
        self.allow_button = Button()
        self.allow_button.setEnabled(False)
        self.default_button = self.escape_button = self.deny_button
        self.needs_default_on_enter = True
        self.deny_button.setDefault(True)

        self.body.addWidget(self.notice)
        self.body.addWidget(self.helper)
        self.body.addWidget(self.question)
        self.body.addWidget(self.reason)
        monitors = QVBoxLayout()
        monitors.setSpacing(s.label_gap_px)
        monitors.addWidget(self.monitor_label)
        monitors.addWidget(self._monitor_box)
        self.body.addLayout(monitors)
        for part in (self.files, self.sending, self.stop_hint):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(self.remaining)
        self._place_buttons(deny_first=True)

        self.sending.chosen.connect(intents.choose_files)
        self.deny_button.clicked.connect(self._deny)
        self.allow_button.clicked.connect(self._allow)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._observe)

    def render_question(self, helper: HelperCard, question: Question, notice: str = "") -> bool:
        """Ask; the same question again only refreshes the words.

        Args:
            helper: who asks.
            question: what for.
            notice: a sentence to know before answering; empty for none.

        Returns:
            Whether this is a question that was not shown before.
        """
        before, refused = self._question, question.refused_yeses
        # Other words under the same number are another question; a refused yes only makes the same one wait again.
        is_new = before is None or replace(before, refused_yeses=refused) != question
        is_again = before is not None and before.refused_yeses != refused
        self._helper, self._question = helper, question
        self.notice.setVisible(bool(notice))
        self.notice.show_text("amber", notice)
        if is_new or is_again:
            self._is_allowed = self._is_denied = False
            self._gate = WakeGate(wake_ms=question.wake_ms)
        if is_new:
            # Which side Allow is on changes, so that no habit and no script knows it beforehand.
            self._place_buttons(deny_first=bool(secrets.randbelow(2)))
            self._typing.begin()
            self._list_monitors(question)
            self._tick.start()
        self.retranslate()
        if is_new:
            self.focus_first()
            # Once the window has its size: on a very small screen the question may stand below its edge.
            QTimer.singleShot(0, self, self._show_question)
        return is_new

    def _show_question(self) -> None:
        self.show_part(self.question)

    def clear(self) -> None:
        """The question is gone: answered, withdrawn, or too late."""
        self._tick.stop()
        self._question = None
        self._typing.end()
        self.files.close_dialog()
        self.sending.clear()
        self.allow_button.setEnabled(False)

    def retranslate(self) -> None:
        """Every word of the page."""
        if self._question is None or self._helper is None:
            return
        question, name = self._question, helper_name(self._helper)
        self.helper.show_helper(self._helper, self._clock.utc_now().date())
        has_choice = question.capability is Capability.VIEW and len(question.monitors) > 1
        # A very long name must not push the answers off a small screen.
        is_long = len(name) > _LONG_NAME_CHARS
        self.question.set_text_role("heading" if is_long else "title")
        gap_px = current_tokens().sizes.gap_px
        self.body.setSpacing(gap_px // 2 if is_long and (has_choice or question.files) else gap_px)
        self.question.setText(self._question_words(question, name))
        reason = plain_line(question.reason, REASON_MAX_CHARS)
        self.reason.setVisible(bool(reason))
        self.reason.setText(self.tr("“{reason}”").replace("{reason}", reason))
        self.reason.setAccessibleName(
            self.tr("The reason, in the helper's own words: {reason}").replace("{reason}", reason)
        )
        # Where there is little room the screens themselves say what is asked; a screen reader hears it either way.
        self.monitor_label.setVisible(has_choice and question.cause != "person" and not is_long)
        self._monitor_box.setVisible(has_choice)
        self.monitor_label.setText(self.tr("Which screen?"))
        self._monitor_box.setAccessibleName(self.monitor_label.text())
        self._name_monitors()
        self.files.show_question(question)
        self.sending.show_question(question)
        for table in (self.files.table, self.sending.table):
            table.show_fewer(is_small=is_long)
        self.stop_hint.setVisible(not (is_long and question.files))
        self.stop_hint.setText(self._hint_words(question))
        no = self.tr("Don't send") if self.sending.is_wanted else self.tr("Don't allow")
        self.deny_button.setText(self.tr("Cancel") if question.cause == "person" else no)
        # Both hints fit, so that the buttons do not move away from under the pointer when one follows the other.
        self.remaining.setMinimumHeight(2 * self.remaining.fontMetrics().lineSpacing())
        self._show_state()

    def heading(self) -> str:
        """What the page is about."""
        return self.question.text()

    def focus_first(self) -> None:
        """The keyboard starts on no."""
        self.deny_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_buttons(self, *, deny_first: bool) -> None:
        while self.buttons.count():
            self.buttons.takeAt(0)
        first, second = (self.deny_button, self.allow_button) if deny_first else (self.allow_button, self.deny_button)
        self.buttons.addWidget(first, 1)
        self.buttons.addWidget(second, 1)
        QWidget.setTabOrder(first, second)

    def _list_monitors(self, question: Question) -> None:
        for button in self.monitors.buttons():
            self.monitors.removeButton(button)
            self._monitor_list.removeWidget(button)
            button.deleteLater()
        self._choices = screen_choices(question.monitors, monitor_of_window(self, question.monitors))
        offered = choice_to_offer(self._choices, wanted_ids=question.wanted_ids, shown_ids=question.shown_ids)
        previous: QWidget | None = None
        for place, choice in enumerate(self._choices):
            button = QRadioButton()
            self.monitors.addButton(button, place)
            button.setChecked(choice is offered)
            # One stop for the keyboard in a group, and Qt takes it to be the first that was checked anywhere.
            button.setFocusPolicy(_policy(is_checked=button.isChecked()))
            button.toggled.connect(lambda is_on, button=button: button.setFocusPolicy(_policy(is_checked=is_on)))
            self._monitor_list.addWidget(button)
            if previous is not None:
                QWidget.setTabOrder(previous, button)
            previous = button

    def _name_monitors(self) -> None:
        for place, choice in enumerate(self._choices):
            self.monitors.button(place).setText(choice_words(choice))

    def _question_words(self, question: Question, name: str) -> str:
        if question.capability is Capability.FILE_FROM_USER and question.cause == "person":
            is_list = not question.is_choosing
            words = self.tr("Send these files to {name}?") if is_list else self.tr("Send files to {name}?")
            return words.replace("{name}", name)
        if question.cause == "person" and question.capability is not Capability.VIEW:
            words = self.tr("Allow {name} to use your mouse and keyboard?")
            return words.replace("{name}", name)
        if question.cause == "person":
            return self.tr("Which screen should {name} see?").replace("{name}", name)
        if question.cause == "screen_gone":
            words = self.tr("The screen that {name} saw is no longer there. Show another one?")
            return words.replace("{name}", name)
        if question.wanted_ids:
            words = self.tr("{name} asks to see something else: {screens}.")
            return words.replace("{screens}", screens_words(question.wanted_ids, self._choices)).replace(
                "{name}", name
            )
        return consent_question(question.capability, name)

    def _hint_words(self, question: Question) -> str:
        capability, stop = question.capability, self.tr("You can stop it at any time.")
        if question.lasts_ms is not None:
            lasts = self.tr("It ends by itself after {duration}.")
            stop = lasts.replace("{duration}", duration_words(question.lasts_ms)) + " " + stop
        if capability is Capability.CLIPBOARD_FROM_USER:
            return self.tr("Nothing is sent until you press “Send what I copied”, each time anew.") + " " + stop
        if capability is Capability.CLIPBOARD_TO_USER:
            return self.tr("It takes the place of what you copied before.") + " " + stop
        return stop

    def _observe(self) -> None:
        if self._question is None:
            return
        self._gate.observe(self._clock.monotonic_ms(), is_clear=self._is_clear())
        self.files.choice.look_again()
        self._show_state()

    def _is_clear(self) -> bool:
        """Whether the question itself is before the person's eyes: not scrolled away, its window in front."""
        is_in_sight = self.question.visibleRegion().boundingRect() == self.question.rect()
        return is_in_sight and is_before_the_eyes(self.window(), self._cover)

    def _show_state(self) -> None:
        if self._question is None:
            return
        now = self._clock.monotonic_ms()
        is_choosing = self._question.is_choosing
        # A yes to what cannot work would only send the person round in circles; a no always counts.
        is_waiting = is_choosing or not self.files.has_room
        is_awake = self._gate.is_awake(now) and not self._is_allowed and not self._is_denied and not is_waiting
        self.allow_button.setEnabled(is_awake)
        self.allow_button.setText(self._yes_words(self._question, now, is_awake=is_awake or is_waiting))
        left_s = max(0, -(-(self._question.asked_at_mono_ms + self._question.timeout_ms - now) // _SECOND_MS))
        if not self._gate.is_clear and not self._is_allowed and not self._is_denied and not is_choosing:
            self.remaining.setText(self.tr("Click on this window: it has to be in front before you can allow."))
        elif self._question.refused_yeses:
            self.remaining.setText(
                self.tr("That press seems to come from a program, not from your hand. Please press again.")
            )
        else:
            self.remaining.setText(self.tr("No answer means no. %n second(s) left.", "", left_s))

    def _yes_words(self, question: Question, now_ms: int, *, is_awake: bool) -> str:
        is_sending = question.capability is Capability.FILE_FROM_USER
        if not is_awake and question.wake_ms:
            seconds = str(-(-self._gate.remaining_ms(now_ms) // _SECOND_MS))
            words = self.tr("Send ({seconds})") if is_sending else self.tr("Allow ({seconds})")
            return words.replace("{seconds}", seconds)
        if is_sending:
            return self.tr("Send")
        is_own = question.cause == "person" and question.capability is Capability.VIEW
        return self.tr("Show") if is_own else self.tr("Allow")

    def _deny(self) -> None:
        self._answer(is_allowed=False, monitor_ids=())

    def _allow(self) -> None:
        now = self._clock.monotonic_ms()
        # Looked at once more at the very click: the tick may be a tenth of a second old.
        self._gate.observe(now, is_clear=self._is_clear())
        is_choosing = self._question is not None and self._question.is_choosing
        if not self._gate.is_awake(now) or is_choosing or not self.files.has_room:
            self._show_state()
            return
        place = self.monitors.checkedId()
        self._answer(is_allowed=True, monitor_ids=self._choices[place].monitor_ids if place >= 0 else ())

    def _answer(self, *, is_allowed: bool, monitor_ids: tuple[int, ...]) -> None:
        # A yes counts once; a no is never held back, not even by a yes that is on its way.
        if self._question is None or self._is_denied or (is_allowed and self._is_allowed):
            return
        self._is_allowed, self._is_denied = is_allowed, not is_allowed
        self.allow_button.setEnabled(False)
        shown_ms = self._gate.shown_ms(self._clock.monotonic_ms())
        if is_allowed and self._question.capability is Capability.FILE_TO_USER:
            self._intents.choose_folder(self._question.batch_id, str(self.files.choice.folder))
        self._intents.answer(
            self._question.prompt_id, is_allowed=is_allowed, monitor_ids=monitor_ids, shown_ms=shown_ms
        )
