"""The words for each right: the question, its short name, and what the receipt says afterwards."""

from PySide6.QtCore import QCoreApplication

from shared.capability import Capability
from shared.ui.i18n import QT_TRANSLATE_NOOP

_QUESTIONS: dict[Capability, str] = {
    Capability.VIEW: QT_TRANSLATE_NOOP("consent", "{name} asks to see your screen."),
    Capability.CONTROL: QT_TRANSLATE_NOOP("consent", "{name} asks to use your mouse and keyboard."),
    Capability.CLIPBOARD_TO_USER: QT_TRANSLATE_NOOP(
        "consent", "{name} asks to put text or pictures on your clipboard."
    ),
    Capability.CLIPBOARD_FROM_USER: QT_TRANSLATE_NOOP(
        "consent", "{name} asks you to send text or pictures you copy."
    ),
    Capability.FILE_TO_USER: QT_TRANSLATE_NOOP("consent", "{name} asks to send you files."),
    Capability.FILE_FROM_USER: QT_TRANSLATE_NOOP("consent", "{name} asks you for files."),
    Capability.TERMINAL: QT_TRANSLATE_NOOP("consent", "{name} asks to type commands on your computer."),
    Capability.RECORDING: QT_TRANSLATE_NOOP("consent", "{name} asks to record what is on your screen."),
    Capability.SYSTEM_INFO: QT_TRANSLATE_NOOP("consent", "{name} asks to read facts about your computer."),
    Capability.VOICE: QT_TRANSLATE_NOOP("consent", "{name} asks to talk with you through the computer."),
}

_LABELS: dict[Capability, str] = {
    Capability.VIEW: QT_TRANSLATE_NOOP("consent", "See the screen"),
    Capability.CONTROL: QT_TRANSLATE_NOOP("consent", "Mouse and keyboard"),
    Capability.CLIPBOARD_TO_USER: QT_TRANSLATE_NOOP("consent", "Put on the clipboard"),
    Capability.CLIPBOARD_FROM_USER: QT_TRANSLATE_NOOP("consent", "Get what is copied"),
    Capability.FILE_TO_USER: QT_TRANSLATE_NOOP("consent", "Send files"),
    Capability.FILE_FROM_USER: QT_TRANSLATE_NOOP("consent", "Receive files"),
    Capability.TERMINAL: QT_TRANSLATE_NOOP("consent", "Type commands"),
    Capability.RECORDING: QT_TRANSLATE_NOOP("consent", "Record the screen"),
    Capability.SYSTEM_INFO: QT_TRANSLATE_NOOP("consent", "Facts about the computer"),
    Capability.VOICE: QT_TRANSLATE_NOOP("consent", "Talk"),
}

_RECEIPT_LINES: dict[Capability, str] = {
    Capability.VIEW: QT_TRANSLATE_NOOP("consent", "Could see the screen: {duration}"),
    Capability.CONTROL: QT_TRANSLATE_NOOP("consent", "Could use the mouse and keyboard: {duration}"),
    Capability.CLIPBOARD_TO_USER: QT_TRANSLATE_NOOP(
        "consent", "Could put text and pictures on the clipboard: {duration}"
    ),
    Capability.CLIPBOARD_FROM_USER: QT_TRANSLATE_NOOP("consent", "Could be sent what was copied: {duration}"),
    Capability.FILE_TO_USER: QT_TRANSLATE_NOOP("consent", "Could send files: {duration}"),
    Capability.FILE_FROM_USER: QT_TRANSLATE_NOOP("consent", "Could receive files: {duration}"),
    Capability.TERMINAL: QT_TRANSLATE_NOOP("consent", "Could type commands: {duration}"),
    Capability.RECORDING: QT_TRANSLATE_NOOP("consent", "Recorded the screen: {duration}"),
    Capability.SYSTEM_INFO: QT_TRANSLATE_NOOP("consent", "Read facts about the computer: {duration}"),
    Capability.VOICE: QT_TRANSLATE_NOOP("consent", "Could talk through the computer: {duration}"),
}


def consent_question(capability: Capability, name: str) -> str:
    """The question the person answers, in the language spoken now; `name` is shown as plain text only."""
    return QCoreApplication.translate("consent", _QUESTIONS[capability]).replace("{name}", name)


def capability_label(capability: Capability) -> str:
    """A short name of the right, for switches and buttons."""
    return QCoreApplication.translate("consent", _LABELS[capability])


def receipt_line(capability: Capability, duration: str) -> str:
    """What was allowed and for how long, in the past tense; `duration` is already words."""
    return QCoreApplication.translate("consent", _RECEIPT_LINES[capability]).replace("{duration}", duration)
