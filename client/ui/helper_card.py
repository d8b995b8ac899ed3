"""Who is asking: badge, name, organisation, who checked it, and whether the account is brand new."""

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from client.view_models.screens import HelperCard
from shared.protocol.limits import DOMAIN_MAX_CHARS, NAME_MAX_CHARS
from shared.ui.plain_text import keep_together, plain_line
from shared.ui.theme import current_tokens
from shared.ui.widgets import Badge, Banner, Label

NEW_ACCOUNT_DAYS = 30
_DIGITS_MAX_CHARS = 12


def helper_name(helper: HelperCard) -> str:
    """The name as it may be shown: one harmless line."""
    return plain_line(helper.name, NAME_MAX_CHARS) or "?"


def is_new_account(helper: HelperCard, today: date) -> bool:
    """Whether the account is younger than a month; a date that is none counts as new."""
    try:
        return (today - date.fromisoformat(helper.account_created_on)).days < NEW_ACCOUNT_DAYS
    except ValueError:
        return True


class HelperCardPanel(QWidget):
    """The card on the code and question pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        s = current_tokens().sizes
        self.badge = Badge(side_px=64)
        self.name = Label(role="heading")
        self.organisation = Label()
        self.checked_by = Label(role="small")
        self.compare = Label(role="small")
        self.new_account = Banner("amber")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.organisation)
        words.addWidget(self.checked_by)
        words.addWidget(self.compare)
        row = QHBoxLayout()
        row.setSpacing(s.gap_px)
        row.addWidget(self.badge)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(s.gap_px)
        column.addLayout(row)
        column.addWidget(self.new_account)

    def show_helper(self, helper: HelperCard, today: date) -> None:
        """Fill the card; the date decides about the hint for new accounts."""
        name = helper_name(helper)
        self.badge.set_initials(helper.initials)
        self.name.setText(name)
        organisation = plain_line(helper.organisation, NAME_MAX_CHARS)
        self.organisation.setText(organisation)
        self.organisation.setVisible(bool(organisation))
        domain = plain_line(helper.domain, DOMAIN_MAX_CHARS)
        self.checked_by.setText(self.tr("checked by {domain}").replace("{domain}", domain))
        digits = keep_together(plain_line(helper.verified_digits, _DIGITS_MAX_CHARS))
        self.compare.setVisible(bool(digits))
        self.compare.setText(self.tr("Your helper sees the same number: {digits}").replace("{digits}", digits))
        is_new = is_new_account(helper, today)
        self.new_account.setVisible(is_new)
        if is_new:
            self.new_account.show_text(
                "amber", self.tr("This account is new. Be careful if you do not know who this is.")
            )
        self.setAccessibleName(f"{name}, {organisation}, {self.checked_by.text()}")
