"""Every code anybody can meet has a sentence, in every language, for both sides."""

import re
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from shared import errors
from shared.pairing.code import CodeProblem
from shared.protocol import signaling_messages
from shared.ui.error_text import Audience, error_sentence, known_codes, passes_by_itself
from shared.ui.i18n import available_languages, install_language

ROOT = Path(__file__).parents[4]
FIELDS = {
    "host": "help.example",
    "detail": "expired",
    "url": "x",
    "file": "a.txt",
    "path": "/ca.pem",
    "library": "av",
}
PAGE = (ROOT / "docs/protocol.md").read_text(encoding="utf-8")


def codes_of_the_page() -> set[str]:
    """Error codes, pairing failures and close reasons as `docs/protocol.md` lists them."""
    listed = re.search(r"^Error codes:(.*?)\.\n\n", PAGE, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| `(?:failure|reason)` \| (.*) \|$", PAGE, re.MULTILINE)
    assert listed is not None
    assert len(rows) == 2
    return {code for text in (listed.group(1), *rows) for code in re.findall(r"`([a-z_]+)`", text)}


def codes_in_the_source() -> set[str]:
    """What the programs raise as signaling, set-up or record trouble, or hand to a window."""
    raised = re.compile(r"(?:SignalingError|SetupError|JournalWriteError|Trouble)\(\s*(?:code=)?\"([a-z_]+)\"")
    reasons = re.compile(r"^    ([a-z_]+) {2,}\S", re.MULTILINE)
    found = set(
        reasons.findall((ROOT / "shared/transport/signaling_state.py").read_text(encoding="utf-8").split('"""')[1])
    )
    for package in ("client", "agent_console", "shared"):
        for path in (ROOT / package).rglob("*.py"):
            found |= set(raised.findall(path.read_text(encoding="utf-8")))
    return found


ERROR_CLASSES = {kind.code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "code")}
LITERALS = {
    code
    for kind in ("ErrorCode", "PairingFailure", "CloseReason")
    for code in get_args(getattr(signaling_messages, kind, None))
}
ALL_CODES = sorted(
    codes_of_the_page()
    | codes_in_the_source()
    | ERROR_CLASSES
    | LITERALS
    | {problem.value for problem in CodeProblem}
    | {"no_screen_access", "wayland_session", "capture_failed", "injection_unavailable", "code_expired"}
)


def test_codes_are_really_collected() -> None:
    assert {"wrong_code", "audit_unwritable", "panic", "server_unreachable", "check_digit"} <= set(ALL_CODES)
    assert len(ALL_CODES) > 45


@pytest.mark.parametrize("code", ALL_CODES)
def test_every_code_has_a_sentence(code: str) -> None:
    assert code in known_codes()


@pytest.mark.parametrize("language", [language.code for language in available_languages()])
@pytest.mark.parametrize("audience", ["person", "agent"])
def test_every_sentence_is_finished_in_every_language(qapp: QApplication, language: str, audience: Audience) -> None:
    install_language(qapp, "en")
    english = {code: error_sentence(code, FIELDS, audience=audience) for code in known_codes()}
    install_language(qapp, language)
    for code in known_codes():
        for fields in (FIELDS, {}):
            sentence = error_sentence(code, fields, audience=audience)
            assert sentence.endswith((".", "?", ")"))
            assert not re.search(r"[{}]|\(\s*\)| {2}| [.,]", sentence), sentence
        if language != "en":
            assert error_sentence(code, FIELDS, audience=audience) != english[code]


def test_error_sentence_unknown_code_still_says_something() -> None:
    assert error_sentence("never_heard_of") == "Something went wrong (never_heard_of). Please start again."


def test_error_sentence_hostile_value_is_shown_as_it_is() -> None:
    sentence = error_sentence("server_unreachable", {"host": "{detail}\u202egro\x1b[2J", "detail": "boo"})

    assert "{detail}gro[2J" in sentence
    assert "boo" not in sentence


def test_error_sentence_wrong_code_as_the_voice_table_has_it(qapp: QApplication) -> None:
    install_language(qapp, "ru")
    assert error_sentence("wrong_code").startswith("Код назван неверно и больше не действует.")
    install_language(qapp, "ro")
    assert (
        error_sentence("wrong_code")
        == "Codul a fost greșit și nu mai este valabil. Creați unul nou și spuneți-l din nou."
    )


def test_error_sentence_certificate_detail_is_translated(qapp: QApplication) -> None:
    install_language(qapp, "ru")

    assert "срок сертификата истёк" in error_sentence("certificate_invalid", {"host": "h", "detail": "expired"})


@pytest.mark.parametrize(
    ("detail", "advice"),
    [
        ("unknown_issuer", "--ca-file"),
        ("self_signed", "--ca-file"),
        ("expired", "date of this computer"),
        ("wrong_host", "server's address"),
    ],
)
def test_certificate_advice_fits_what_is_wrong(qapp: QApplication, detail: str, advice: str) -> None:
    install_language(qapp, "en")
    sentence = error_sentence("certificate_invalid", {"host": "help.example", "detail": detail})
    assert advice in sentence
    assert ("date" in sentence) == (detail == "expired")


def test_trying_again_helps_only_where_nobody_has_to_do_something() -> None:
    assert passes_by_itself("server_unreachable")
    assert passes_by_itself("request_timeout")
    assert not passes_by_itself("certificate_invalid")
    assert not passes_by_itself("version_unsupported")
