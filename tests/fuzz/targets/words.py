"""Text from the other side, on its way to where people read it."""

import unicodedata

from shared.protocol import limits
from shared.protocol.email_address import normalize_email
from shared.protocol.text import clean_lines, clean_text
from shared.session.links import HOST_MAX_CHARS, LINKS_MAX, find_links
from tests.fuzz.feedback import note

PARSER = "text and links (`shared/protocol/text.py`, `email_address.py`, `shared/session/links.py`)"
MAX_BYTES = 128
_TRICKY = "https:// http:// ftp:// www. @ xn-- [ ] \\ # ? : \u202e \u200d \u0301 \u2028 \x1b \u3164 \u00df \u0130 \u0345 \u1100 \u1161"
WORDS = tuple(word.encode() for word in _TRICKY.split(" "))


def seeds() -> list[bytes]:
    texts = [
        "hello\nworld  \t there",
        "see https://help.example/path?x=1, and www.example.org.",
        "https://xn--bcher-kva.example http://bücher.example ftp://[::1]/ http://a\\@b",
        "e\u0301\u0301\u0301\u0301\u0301 e\u200d\u0301 \u202eevil",
        "agent@Example.org",
        "\uff21\uff27@\uff45\uff58\uff0e\uff4f",
    ]
    return [text.encode() for text in texts]


def run(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    line = clean_text(text, limits.REASON_MAX_CHARS)
    _check_line(line, limits.REASON_MAX_CHARS)
    assert clean_text(line, limits.REASON_MAX_CHARS) == line, "what is clean is left as it is"
    note("as it was" if line == text else f"{len(line) < len(text)} {line.isascii()}")
    lines = clean_lines(text, limits.CHAT_TEXT_MAX_CHARS, limits.CHAT_LINES_MAX)
    for each in lines.split("\n"):
        _check_line(each, limits.CHAT_TEXT_MAX_CHARS)
    assert clean_lines(lines, limits.CHAT_TEXT_MAX_CHARS, limits.CHAT_LINES_MAX) == lines
    links = find_links(text)
    note(f"{len(links)} links")
    assert len(links) <= LINKS_MAX
    for link in links:
        assert link.text in text
        assert 0 < len(link.host) <= HOST_MAX_CHARS
        assert link.host.lstrip("…").isascii(), "no letter passes for another"
    email = normalize_email(text)
    if email is not None:
        note("email")
        assert normalize_email(email) == email, "one account, one address"


def _check_line(line: str, max_chars: int) -> None:
    assert len(line) <= max_chars
    assert unicodedata.is_normalized("NFC", line)
    assert line == line.strip()
    assert line.isprintable(), "nothing in it that cannot be seen"
