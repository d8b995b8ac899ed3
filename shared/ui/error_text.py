"""One sentence a person can act on for every code of the protocol, the error tree, pairing and set-up."""

import re
from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QCoreApplication

from shared.ui.i18n import QT_TRANSLATE_NOOP
from shared.ui.plain_text import plain_line

Audience = Literal["person", "agent"]

_FOR_ANYONE: dict[str, str] = {
    "protocol_error": QT_TRANSLATE_NOOP(
        "errors",
        "The connection was closed because something arrived that does not belong there. Please start again.",
    ),
    "version_unsupported": QT_TRANSLATE_NOOP(
        "errors", "This program is too old or too new for the server {host}. Please install the current version."
    ),
    "rate_limited": QT_TRANSLATE_NOOP("errors", "Too many attempts. Please wait a moment, then try again."),
    "browser_sign_in_void": QT_TRANSLATE_NOOP(
        "errors",
        "Nobody said yes in the browser in time, or the server does not know about it any more. Begin again, or use "
        "your password.",
    ),
    "browser_sign_in_pending": QT_TRANSLATE_NOOP("errors", "Go on in your browser: nobody has said yes there yet."),
    "browser_sign_in_refused": QT_TRANSLATE_NOOP(
        "errors",
        "The sign-in was refused in the browser. If that was not you, tell whoever runs the server.",
    ),
    "session_unknown": QT_TRANSLATE_NOOP("errors", "The server no longer knows this connection. Please start again."),
    "record_closed": QT_TRANSLATE_NOOP(
        "errors", "The server takes nothing more about this session: it does so for 24 hours after the end."
    ),
    "category_unknown": QT_TRANSLATE_NOOP(
        "errors", "That kind of problem is no longer in the list. Please choose another one."
    ),
    "outside_hours": QT_TRANSLATE_NOOP(
        "errors",
        "Your organisation's rules do not let a session begin at this time. An admin of your server knows when.",
    ),
    "too_many_sessions": QT_TRANSLATE_NOOP(
        "errors", "Your organisation's rules do not allow more sessions at once. End one first, then try again."
    ),
    "event_refused": QT_TRANSLATE_NOOP(
        "errors", "The server did not accept an entry of the record, so nothing new can be allowed."
    ),
    "audit_unwritable": QT_TRANSLATE_NOOP(
        "errors", "The server cannot write its record just now, so nothing new can be allowed. Please try again soon."
    ),
    "server_busy": QT_TRANSLATE_NOOP("errors", "The server is busy. Please wait a minute, then try again."),
    "server_stopping": QT_TRANSLATE_NOOP("errors", "The server is restarting. It will be back in a moment."),
    "internal": QT_TRANSLATE_NOOP("errors", "Something went wrong that should not have. Please start again."),
    "server_unreachable": QT_TRANSLATE_NOOP(
        "errors", "We cannot reach the server {host}. Check the internet connection, then press Try again."
    ),
    "server_silent": QT_TRANSLATE_NOOP("errors", "The server {host} does not answer. We keep trying."),
    "certificate_invalid": QT_TRANSLATE_NOOP(
        "errors",
        "The server {host} could not prove who it is ({detail}), so nothing was sent. "
        "Check the server's address, or ask whoever gave you this program.",
    ),
    "certificate_dated": QT_TRANSLATE_NOOP(
        "errors",
        "The server {host} could not prove who it is ({detail}), so nothing was sent. "
        "Check the date of this computer, or ask whoever gave you this program.",
    ),
    "certificate_unknown": QT_TRANSLATE_NOOP(
        "errors",
        "The server {host} could not prove who it is ({detail}), so nothing was sent. Ask whoever gave you this "
        "program: if the server has an authority of its own, they have a file for the option --ca-file.",
    ),
    "insecure_url": QT_TRANSLATE_NOOP(
        "errors", "The server address is not protected, so it is not used. It has to begin with https://."
    ),
    "bad_email": QT_TRANSLATE_NOOP("errors", "That is not an e-mail address. Please check how it is written."),
    "bad_url": QT_TRANSLATE_NOOP("errors", "The server address cannot be used. Please check how it is written."),
    "server_refused": QT_TRANSLATE_NOOP(
        "errors",
        "Something answers at {host}, but not as the server we need. "
        "Check the address, or ask whoever gave you this program.",
    ),
    "ca_file_unreadable": QT_TRANSLATE_NOOP("errors", "The certificate file {path} cannot be read."),
    "ca_file_malformed": QT_TRANSLATE_NOOP("errors", "There is no certificate in the file {path}."),
    "library_version_unsupported": QT_TRANSLATE_NOOP(
        "errors", "This program was not installed as it should be ({library}). Please install it again."
    ),
    "config_invalid": QT_TRANSLATE_NOOP(
        "errors", "The settings of this program cannot be used ({detail}). Ask whoever gave you this program."
    ),
    "description_refused": QT_TRANSLATE_NOOP(
        "errors",
        "The other program sent something we do not trust, so the connection was not made. Please start again.",
    ),
    "binding_failed": QT_TRANSLATE_NOOP(
        "errors",
        "Somebody in between may have tampered with the connection, so it was closed. "
        "Do not go on if this happens again.",
    ),
    "bad_message": QT_TRANSLATE_NOOP(
        "errors",
        "The connection was closed because something arrived that does not belong there. Please start again.",
    ),
    "connect_timeout": QT_TRANSLATE_NOOP(
        "errors",
        "The two computers could not reach each other in time. Check the internet connection and start again.",
    ),
    "connection_lost": QT_TRANSLATE_NOOP("errors", "The connection was lost. We keep trying."),
    "journal_unwritable": QT_TRANSLATE_NOOP(
        "errors",
        "The record on this computer cannot be written ({detail}), so nothing can be allowed. Is the disk full?",
    ),
    "setup_incomplete": QT_TRANSLATE_NOOP(
        "errors", "Something this program needs is missing on this computer ({detail})."
    ),
    "no_display": QT_TRANSLATE_NOOP(
        "errors", "No screen was found. Please start this program from your desktop, not from a remote console."
    ),
    "file_exists": QT_TRANSLATE_NOOP(
        "errors", "There is already a file named {file}. Please choose another name; nothing was changed."
    ),
    "file_unwritable": QT_TRANSLATE_NOOP(
        "errors", "The file {file} could not be saved. Please choose another folder. ({detail})"
    ),
}

_FOR_PERSON: dict[str, str] = {
    "access_ended": QT_TRANSLATE_NOOP("errors", "The server did not let this program in. Please start again."),
    "sign_in_refused": QT_TRANSLATE_NOOP("errors", "The server did not let this program in. Please start again."),
    "second_factor_needed": QT_TRANSLATE_NOOP(
        "errors", "The server did not let this program in. Please start again."
    ),
    "second_factor_refused": QT_TRANSLATE_NOOP(
        "errors", "The server did not let this program in. Please start again."
    ),
    "second_factor_reused": QT_TRANSLATE_NOOP(
        "errors", "The server did not let this program in. Please start again."
    ),
    "second_factor_missing": QT_TRANSLATE_NOOP(
        "errors", "The server did not let this program in. Please start again."
    ),
    "passkey_needed": QT_TRANSLATE_NOOP("errors", "The server did not let this program in. Please start again."),
    "signed_out": QT_TRANSLATE_NOOP("errors", "The server did not let this program in. Please start again."),
    "not_signed_in": QT_TRANSLATE_NOOP("errors", "The server did not let this program in. Please start again."),
    "not_allowed": QT_TRANSLATE_NOOP("errors", "The server did not allow this. Please start again."),
    "code_unknown": QT_TRANSLATE_NOOP("errors", "This code does not work any more. Make a new one."),
    "code_expired": QT_TRANSLATE_NOOP(
        "errors", "The code was not used within ten minutes, so it no longer works. Make a new one and read it again."
    ),
    "code_waits": QT_TRANSLATE_NOOP(
        "errors",
        "The server {host} cannot be reached just now. Please leave this page open: we keep trying, and the code "
        "stays as it is if the server still has it.",
    ),
    "code_changed": QT_TRANSLATE_NOOP(
        "errors",
        "The server has lost the code from before, so it no longer works. This is a new one. Please read it again.",
    ),
    "code_contested": QT_TRANSLATE_NOOP(
        "errors",
        "Somebody has tried to use your code a second time and was refused. "
        "If you do not know the helper named here, do not allow anything.",
    ),
    "code_taken": QT_TRANSLATE_NOOP("errors", "This code was already used. Make a new one and read it again."),
    "wrong_code": QT_TRANSLATE_NOOP(
        "errors", "The code was wrong, so it no longer works. Make a new one and read it again."
    ),
    "pairing_failed": QT_TRANSLATE_NOOP(
        "errors", "Your helper could not be connected. Make a new code and read it again."
    ),
    "timeout": QT_TRANSLATE_NOOP("errors", "It took too long to connect. Make a new code and read it again."),
    "abandoned": QT_TRANSLATE_NOOP("errors", "Your helper gave up before the connection was made. Make a new code."),
    "too_short": QT_TRANSLATE_NOOP("errors", "Digits are missing in the code."),
    "too_long": QT_TRANSLATE_NOOP("errors", "There are too many digits in the code."),
    "not_digits": QT_TRANSLATE_NOOP("errors", "The code has only digits."),
    "check_digit": QT_TRANSLATE_NOOP("errors", "One digit of the code is wrong."),
    "no_screen_access": QT_TRANSLATE_NOOP(
        "errors",
        "This computer does not let the program show your screen. "
        "Allow it in the system settings under privacy, then start again.",
    ),
    "wayland_session": QT_TRANSLATE_NOOP(
        "errors",
        "Your desktop runs on Wayland, where this version cannot show the screen. "
        "Sign out, choose an Xorg session where you sign in, and start again.",
    ),
    "capture_failed": QT_TRANSLATE_NOOP(
        "errors", "The screen could not be read. Your helper sees nothing. Stop and start again if it stays so."
    ),
    "monitor_gone": QT_TRANSLATE_NOOP(
        "errors", "The screen you were showing is no longer there, so nothing is shown any more."
    ),
    "injection_unavailable": QT_TRANSLATE_NOOP(
        "errors", "On this computer your helper can see but cannot use the mouse and keyboard."
    ),
    "panic_keys_unavailable": QT_TRANSLATE_NOOP(
        "errors", "The keys that stop everything are taken by another program. Use the Stop button instead."
    ),
    "user_stopped": QT_TRANSLATE_NOOP("errors", "You stopped the help."),
    "agent_left": QT_TRANSLATE_NOOP("errors", "Your helper has finished."),
    "panic": QT_TRANSLATE_NOOP("errors", "You stopped everything with the keys."),
    "peer_lost": QT_TRANSLATE_NOOP("errors", "The connection was lost and did not come back."),
    "expired": QT_TRANSLATE_NOOP("errors", "The time was over."),
    "failed": QT_TRANSLATE_NOOP("errors", "The connection did not come about. Please make a new code."),
    "display_lost": QT_TRANSLATE_NOOP("errors", "The desktop was closed, so the help has ended."),
    "admin_ended": QT_TRANSLATE_NOOP(
        "errors",
        "The people who look after this service ended the help. You did nothing wrong. "
        "Your helper can no longer see or do anything here.",
    ),
}

_FOR_AGENT: dict[str, str] = {
    "access_ended": QT_TRANSLATE_NOOP(
        "errors",
        "Your access to the server {host} was taken away, so you are no longer signed in. "
        "Ask whoever looks after the accounts there.",
    ),
    "sign_in_refused": QT_TRANSLATE_NOOP("errors", "The e-mail address or the password is wrong."),
    "second_factor_needed": QT_TRANSLATE_NOOP("errors", "Your account needs the code as well."),
    "second_factor_refused": QT_TRANSLATE_NOOP(
        "errors",
        "This code is wrong, or its half minute is over. Type the one that shows now. "
        "If it is refused again, look whether the clock of your phone is right.",
    ),
    "second_factor_reused": QT_TRANSLATE_NOOP(
        "errors", "This code was used already. Wait for the next one; it comes within half a minute."
    ),
    "second_factor_missing": QT_TRANSLATE_NOOP(
        "errors",
        "Your account needs a second factor and has none. Ask whoever looks after the accounts of {host} for one.",
    ),
    "passkey_needed": QT_TRANSLATE_NOOP(
        "errors", "You sign in to {host} with a passkey, not with a password. Press “Sign in with your browser”."
    ),
    "signed_out": QT_TRANSLATE_NOOP(
        "errors", "You were signed out: the time of your sign-in is over, or it was ended. Please sign in again."
    ),
    "not_signed_in": QT_TRANSLATE_NOOP("errors", "You are no longer signed in. Please sign in again."),
    "not_allowed": QT_TRANSLATE_NOOP("errors", "Your account may not do this. Ask your administrator."),
    "code_unknown": QT_TRANSLATE_NOOP(
        "errors", "This code does not exist or has expired. Ask the person to make a new one and read it again."
    ),
    "code_expired": QT_TRANSLATE_NOOP(
        "errors", "This code has expired. Ask the person to make a new one and read it again."
    ),
    "code_contested": QT_TRANSLATE_NOOP(
        "errors",
        "Somebody has tried to use the same code a second time and was refused. "
        "Nothing changes for you; ask the person whether anybody else has the code.",
    ),
    "code_taken": QT_TRANSLATE_NOOP(
        "errors", "Somebody has already used this code. Ask the person to make a new one and read it again."
    ),
    "wrong_code": QT_TRANSLATE_NOOP(
        "errors", "The code was wrong and no longer works. Ask the person to make a new one and read it again."
    ),
    "pairing_failed": QT_TRANSLATE_NOOP("errors", "The connection could not be made. Ask the person for a new code."),
    "timeout": QT_TRANSLATE_NOOP("errors", "The person's computer did not answer in time. Ask for a new code."),
    "abandoned": QT_TRANSLATE_NOOP("errors", "The person closed the code before the connection was made."),
    "too_short": QT_TRANSLATE_NOOP("errors", "Digits are missing. Please compare with what the person reads."),
    "too_long": QT_TRANSLATE_NOOP("errors", "There are too many digits. Please compare with what the person reads."),
    "not_digits": QT_TRANSLATE_NOOP("errors", "A code has only digits."),
    "check_digit": QT_TRANSLATE_NOOP(
        "errors", "One digit is wrong or two are swapped. Nothing was sent; ask the person to read the code again."
    ),
    "no_screen_access": QT_TRANSLATE_NOOP(
        "errors", "The person's computer does not let the program show the screen."
    ),
    "wayland_session": QT_TRANSLATE_NOOP(
        "errors", "The person's desktop runs on Wayland, where this version cannot show the screen."
    ),
    "capture_failed": QT_TRANSLATE_NOOP("errors", "The person's screen cannot be read just now."),
    "monitor_gone": QT_TRANSLATE_NOOP("errors", "The screen that was shown is no longer there. Ask to see it again."),
    "injection_unavailable": QT_TRANSLATE_NOOP(
        "errors", "The person's computer does not allow the mouse and keyboard to be used from here."
    ),
    "panic_keys_unavailable": QT_TRANSLATE_NOOP(
        "errors", "The person has no key to stop everything; Stop still works."
    ),
    "user_stopped": QT_TRANSLATE_NOOP("errors", "The person stopped the help."),
    "agent_left": QT_TRANSLATE_NOOP("errors", "You ended the help."),
    "panic": QT_TRANSLATE_NOOP("errors", "The person stopped everything with the keys."),
    "peer_lost": QT_TRANSLATE_NOOP("errors", "The connection to the person was lost and did not come back."),
    "expired": QT_TRANSLATE_NOOP("errors", "The time was over."),
    "failed": QT_TRANSLATE_NOOP("errors", "The connection did not come about. Ask the person for a new code."),
    "display_lost": QT_TRANSLATE_NOOP(
        "errors", "The person's desktop was closed: they signed out, or their screen stopped working."
    ),
    "screen_locked": QT_TRANSLATE_NOOP(
        "errors", "The person's screen is locked or its screen saver is on, so you see only black."
    ),
    "screen_black": QT_TRANSLATE_NOOP("errors", "Nothing of the person's screen can be read: you see only black."),
    "screen_unreadable": QT_TRANSLATE_NOOP(
        "errors", "The person's screen cannot be read just now. What you see is the last picture."
    ),
    "screen_gone": QT_TRANSLATE_NOOP(
        "errors", "The screen that you saw is no longer there. The person is asked whether to show another one."
    ),
    "picture_broken": QT_TRANSLATE_NOOP(
        "errors", "The other side sent something broken; asking for the picture again."
    ),
    "admin_ended": QT_TRANSLATE_NOOP(
        "errors", "An admin of your server ended this session. Ask there if you do not know why."
    ),
}

_SAME_AS: dict[str, str] = {
    "closed": "connection_lost",
    "display_unreachable": "no_display",
    "fingerprint_unknown": "library_version_unsupported",
    "input_library_missing": "injection_unavailable",
    "insecure_tls_context": "library_version_unsupported",
    "peer_closed": "connection_lost",
    "peer_not_connected": "connection_lost",
    "picture_receiver_missing": "library_version_unsupported",
    "platform_unsupported": "injection_unavailable",
    "request_timeout": "server_silent",
    "send_queue_full": "server_busy",
    "transport_not_bundled": "library_version_unsupported",
    "watchdog_failed": "injection_unavailable",
    "wayland_unsupported": "wayland_session",
    "xinput_missing": "injection_unavailable",
    "xtest_missing": "injection_unavailable",
}
"""Finer codes of the log for which a person can do no other thing."""

_DETAILS: dict[str, str] = {
    "expired": QT_TRANSLATE_NOOP("errors", "the certificate has expired"),
    "not_yet_valid": QT_TRANSLATE_NOOP("errors", "the certificate is not valid yet"),
    "self_signed": QT_TRANSLATE_NOOP("errors", "its certificate is signed by nobody whom this computer trusts"),
    "unknown_issuer": QT_TRANSLATE_NOOP("errors", "its certificate is signed by nobody whom this computer trusts"),
    "wrong_host": QT_TRANSLATE_NOOP("errors", "the certificate belongs to another server"),
    "revoked": QT_TRANSLATE_NOOP("errors", "the certificate cannot be trusted"),
    "other": QT_TRANSLATE_NOOP("errors", "the certificate cannot be trusted"),
}

_BY_DETAIL: dict[tuple[str, str], str] = {
    ("certificate_invalid", "expired"): "certificate_dated",
    ("certificate_invalid", "not_yet_valid"): "certificate_dated",
    ("certificate_invalid", "self_signed"): "certificate_unknown",
    ("certificate_invalid", "unknown_issuer"): "certificate_unknown",
}
"""Where what one can do depends on the detail."""

_PASSING = frozenset({"server_unreachable", "server_silent", "server_stopping", "server_busy", "audit_unwritable"})

_UNKNOWN = QT_TRANSLATE_NOOP("errors", "Something went wrong ({code}). Please start again.")

_VALUE_CHARS = 120
_PLACE = re.compile(r"\{(\w+)\}")
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*\)")
_SPACE_BEFORE_STOP = re.compile(r"\s+([.,;:])")


def known_codes() -> frozenset[str]:
    """Every code that has a sentence of its own."""
    return frozenset(_FOR_ANYONE) | frozenset(_FOR_PERSON) | frozenset(_SAME_AS)


def passes_by_itself(code: str) -> bool:
    """Whether trying again, which the program does by itself, can help without anybody doing something."""
    return _SAME_AS.get(code, code) in _PASSING


def error_sentence(code: str, fields: Mapping[str, str | int] | None = None, *, audience: Audience = "person") -> str:
    """What happened and what one can do, in the language spoken now.

    Args:
        code: a stable code of the protocol, of `shared.errors`, or of set-up.
        fields: values the sentence may mention; what is not given is left out without a trace.
        audience: the same code is told differently to the person helped and to the agent.

    Returns:
        Plain text; show it with `Qt.TextFormat.PlainText`.
    """
    table = _FOR_ANYONE | (_FOR_PERSON if audience == "person" else _FOR_AGENT)
    values = {key: plain_line(str(value), _VALUE_CHARS) for key, value in (fields or {}).items()}
    code = _SAME_AS.get(code, code)
    source = table.get(_BY_DETAIL.get((code, values.get("detail", "")), code))
    if values.get("detail") in _DETAILS:
        values["detail"] = QCoreApplication.translate("errors", _DETAILS[values["detail"]])
    if source is None:
        source, values = _UNKNOWN, {"code": plain_line(code, _VALUE_CHARS)}
    text = QCoreApplication.translate("errors", source)
    # One pass, so that a value from outside that looks like a place mark stays what it is.
    filled = _PLACE.sub(lambda match: values.get(match.group(1), ""), text)
    return _SPACE_BEFORE_STOP.sub(r"\1", _EMPTY_BRACKETS.sub("", filled)).replace("  ", " ").strip()
