"""What a sign-in is called: where it is, and what was shown for it."""

from signaling.admin.speech import Say
from signaling.domain.ports import SignInKind


def kind_words(t: Say, kind: SignInKind) -> str:
    """Where somebody is signed in."""
    return {SignInKind.CONSOLE: t("Console"), SignInKind.WEB: t("Browser")}[kind]


def method_words(t: Say, method: str) -> str:
    """What was shown, part by part; a part of a later version is called by its name."""
    parts = {
        "password": t("password"),
        "totp": t("authenticator app"),
        "recovery": t("recovery code"),
        "passkey": t("passkey"),
        "oidc": t("sign-in service"),
        "provider": t("second factor of the sign-in service"),
    }
    return ", ".join(parts.get(part, part) for part in method.split("+"))
