"""Each right has its words."""

import pytest
from PySide6.QtWidgets import QApplication

from shared.capability import Capability
from shared.ui.consent_labels import capability_label, consent_question, receipt_line
from shared.ui.i18n import install_language


@pytest.mark.parametrize("code", ["en", "ro", "ru"])
@pytest.mark.parametrize("capability", list(Capability))
def test_every_right_has_question_label_and_receipt_line(
    qapp: QApplication, code: str, capability: Capability
) -> None:
    install_language(qapp, code)
    words = [
        consent_question(capability, "Ana Pop"),
        receipt_line(capability, "19 min"),
        capability_label(capability),
    ]

    assert "Ana Pop" in words[0]
    assert words[1].endswith("19 min")
    assert words[2]
    assert not any("{" in word for word in words)


def test_questions_differ_from_each_other() -> None:
    assert len({consent_question(capability, "A") for capability in Capability}) == len(Capability)
    assert len({capability_label(capability) for capability in Capability}) == len(Capability)
