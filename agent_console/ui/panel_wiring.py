"""Carries what is wanted in the side panel of one tab to the flow."""

from agent_console.ui.side_panel import SidePanel
from agent_console.view_models.screens import ConsoleIntents


def wire_panel(panel: SidePanel, intents: ConsoleIntents, tab_id: int) -> None:
    """Connect all that needs nothing else of the page."""
    panel.screens_wanted.connect(lambda monitor_ids, reason: intents.ask_for_screens(tab_id, monitor_ids, reason))
    panel.given_back.connect(lambda capability: intents.give_back(tab_id, capability))
    panel.chat.said.connect(lambda text: intents.say(tab_id, text))
    panel.chat.read.connect(lambda message_id: intents.note_read(tab_id, message_id))
    panel.files_chosen.connect(lambda paths, reason: intents.send_files(tab_id, paths, reason))
    panel.files_asked.connect(lambda reason: intents.ask_for_files(tab_id, reason))
    panel.files.accepted.connect(lambda batch_id, to: intents.accept_files(tab_id, batch_id, to))
    panel.files.hold_wanted.connect(lambda batch_id, is_held: intents.hold_files(tab_id, batch_id, is_held=is_held))
    panel.files.cancel_wanted.connect(lambda batch_id: intents.cancel_files(tab_id, batch_id))
    panel.filing.filed.connect(lambda category, result, note: intents.file_session(tab_id, category, result, note))
