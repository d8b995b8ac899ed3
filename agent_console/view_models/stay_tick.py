"""Whether the box to stay signed in starts ticked for what is typed as the address."""

from shared.protocol.email_address import normalize_email


def is_ticked_for(stays_for: str, typed: str) -> bool:
    """Whether the address that is typed is the one whose owner chose to stay signed in here.

    Args:
        stays_for: the remembered address; empty when nobody chose so.
        typed: what is in the field now, finished or not.
    """
    email = normalize_email(typed)
    return email is not None and email == normalize_email(stays_for)
