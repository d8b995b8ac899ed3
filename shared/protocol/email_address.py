"""What an e-mail address has to look like, the same on the console's command line and where accounts are kept."""

import unicodedata

from shared.protocol import limits

_CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def normalize_email(text: str) -> str | None:
    """Return the form under which an address is stored and compared, or None when it cannot be one.

    Deliberately loose (RFC 5321 section 4.1.2 allows nearly anything): one `@`, a dotted or single-label domain,
    no spaces, no control characters, at most 254 characters.
    """
    email = unicodedata.normalize("NFKC", text).strip().casefold()
    local, at, domain = email.rpartition("@")
    if not at or not local or "@" in local or not domain or len(email) > limits.EMAIL_MAX_CHARS:
        return None
    if domain.startswith((".", "-")) or domain.endswith((".", "-")) or ".." in domain:
        return None
    if any(character.isspace() or unicodedata.category(character) in _CONTROL_CATEGORIES for character in email):
        return None
    return email
