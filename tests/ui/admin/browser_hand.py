"""What a person does in a browser before anything else: fills the form of the sign-in page, plugs a device in."""

from playwright.sync_api import CDPSession, Page

from tests.integration.server.running_server import PASSWORD, RECOVERY_CODES


def fill_sign_in(page: Page, email: str) -> None:
    """Send the form of the page that is open, with one of the recovery codes where the account has some."""
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.fill("#second_factor", RECOVERY_CODES[email].pop() if RECOVERY_CODES.get(email) else "")
    page.press("#second_factor", "Enter")


def plug_in(devices: CDPSession, *, is_verified: bool = True) -> str:
    """A device that makes and shows passkeys without a hand; says which (Chromium's WebAuthn domain).

    Args:
        devices: of the page, which has it from now on.
        is_verified: whether it knows its person, as by a fingerprint.
    """
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": is_verified, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
