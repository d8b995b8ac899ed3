"""Passkeys as the server knows them (WebAuthn level 3): which site they are for, and what an answer of one proves."""

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    options_to_json_dict,
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_authenticator_data,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from signaling.domain.accounts import Account
from signaling.domain.ports import Caller, Moment

CHALLENGE_BYTES = 32  # at least 16 (WebAuthn level 3, section 13.4.3)
CREDENTIAL_ID_MAX_BYTES = 1023  # WebAuthn level 3, section 4
USER_HANDLE_BYTES = 32
COUNTER_MAX = 2**32 - 1
_FORMATS = frozenset({AttestationFormat.NONE, AttestationFormat.PACKED})
"""No attestation is asked for; a device that signs for itself may still do so. Others are not even parsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """The site a passkey belongs to: `rp_id` is its host, `origin` what a browser says it is on."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """One passkey of an account; `sign_count` is what its device said last, 0 where it does not count."""

    passkey_id: int
    account_id: int
    credential_id: bytes
    public_key: bytes
    user_handle: bytes
    sign_count: int
    name: str
    made: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """A passkey that was just made on somebody's device."""

    account_id: int
    credential_id: bytes
    public_key: bytes
    user_handle: bytes
    sign_count: int
    name: str


class PasskeyProblem(StrEnum):
    """Why an answer does not count, as the record names it."""

    MALFORMED = "malformed"
    CHALLENGE = "challenge"
    """Not the one that was asked with: it was used, is too old, or belongs to another browser."""
    ORIGIN = "origin"
    RELYING_PARTY = "relying_party"
    NOT_VERIFIED = "not_verified"
    """The device did not check who holds it."""
    SIGNATURE = "signature"
    COUNTER = "counter"
    """It counted backwards: there may be two of it."""
    UNKNOWN = "unknown"
    OTHER_ACCOUNT = "other_account"
    DISABLED = "disabled"
    TAKEN = "taken"


class Removal(StrEnum):
    """What came of taking a passkey away."""

    DONE = "done"
    GONE = "gone"
    LAST = "last"


class PasskeyDirectory(Protocol):
    """The passkeys of this server. Each call is one transaction; what changes is on record in the same one.

    Every method raises `AuditUnwritableError` when what it says cannot be written or read.
    """

    async def of_account(self, account_id: int) -> list[Passkey]:
        """Those of an account, oldest first."""
        ...

    async def find(self, credential_id: bytes) -> tuple[Passkey, Account] | None:
        """The passkey with that id, and whose it is."""
        ...

    async def add(self, passkey: NewPasskey, account: Account, caller: Caller, now: Moment) -> bool:
        """Keep a new one; False when some account has one with this id already."""
        ...

    async def rename(self, passkey_id: int, name: str, account: Account, caller: Caller, now: Moment) -> bool:
        """Give one of the account another name; False when it has none with that number."""
        ...

    async def remove(
        self, passkey_id: int, account: Account, caller: Caller, now: Moment, *, kept: bytes, least: int
    ) -> Removal:
        """Take one of the account away and end its sign-ins but `kept`; not when fewer than `least` would be left."""
        ...

    async def use(self, passkey_id: int, sign_count: int, now: Moment) -> bool:
        """It was used just now; False when its counter did not rise, or it is gone. Of two at once one is taken."""
        ...


def relying_party(origin: str) -> RelyingParty | None:
    """The site behind the server's own address; None where browsers know no passkeys.

    That is: an address that is a number, and one without encryption but on this computer (Secure Contexts 3.1).
    """
    try:
        parts = urlsplit(origin)
        host, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
    except ValueError:
        return None
    is_usual = port in {None, {"https": 443, "http": 80}.get(parts.scheme)}
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
    if not host or not is_safe or _is_number(host):
        return None
    return RelyingParty(rp_id=host, origin=f"{parts.scheme}://{host}" + ("" if is_usual else f":{port}"))


def request_options(party: RelyingParty, challenge: bytes, known: list[bytes], *, timeout_ms: int) -> dict[str, Any]:
    """What a browser is asked for a sign-in, as JSON (WebAuthn level 3, section 5.5).

    Args:
        party: the site.
        challenge: random, for this one time.
        known: the passkeys that will do; none means whichever the device has for the site.
        timeout_ms: how long the browser may wait.
    """
    options = generate_authentication_options(
        rp_id=party.rp_id,
        challenge=challenge,
        timeout=timeout_ms,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def creation_options(
    party: RelyingParty,
    account: Account,
    challenge: bytes,
    known: list[bytes],
    *,
    user_handle: bytes,
    timeout_ms: int,
) -> dict[str, Any]:
    """What a browser is asked to make a passkey with, as JSON (WebAuthn level 3, section 5.4).

    Args:
        party: the site.
        account: whose it will be; the device shows name and address.
        challenge: random, for this one time.
        known: those the account has, so that no device makes a second one.
        user_handle: random; what the device knows the account by.
        timeout_ms: how long the browser may wait.
    """
    options = generate_registration_options(
        rp_id=party.rp_id,
        rp_name="Alongside",
        user_id=user_handle,
        user_name=account.email,
        user_display_name=account.name,
        challenge=challenge,
        timeout=timeout_ms,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each) for each in known],
    )
    return options_to_json_dict(options)


def read_assertion(answer: str) -> AuthenticationCredential | None:
    """Parse what a browser sent for a sign-in; None when it is nothing of that kind."""
    try:
        return parse_authentication_credential_json(answer)
    except Exception:  # noqa: BLE001 - whatever a parser trips over in foreign bytes, they are no answer
        return None


def check_assertion(
    credential: AuthenticationCredential, passkey: Passkey, challenge: bytes, party: RelyingParty
) -> int | PasskeyProblem:
    """Check an answer against the passkey it names (WebAuthn level 3, section 7.2).

    Returns:
        What the device's counter says now; or why it does not count. Whether it rose is for the database to say.
    """
    response = credential.response
    try:
        problem = _site_problem(parse_client_data_json(response.client_data_json), challenge, party)
        device = parse_authenticator_data(response.authenticator_data)
        problem = problem or _device_problem(device.rp_id_hash, device.flags.uv, party)
        if problem is not None:
            return problem
        # Where the device had a choice of accounts it says which one it meant (section 7.2, step 6).
        if response.user_handle is not None and not hmac.compare_digest(response.user_handle, passkey.user_handle):
            return PasskeyProblem.OTHER_ACCOUNT
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,  # compared where it is kept, so that two at once are one
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - a signature that fits not, or bytes no check of it can read
        return PasskeyProblem.SIGNATURE
    return verified.new_sign_count


def has_counted(before: int, after: int) -> bool:
    """Whether a counter may go from one to the other: it rises, or the device keeps none (section 7.2, step 22)."""
    return after > before or before == after == 0


def check_registration(
    answer: str, challenge: bytes, party: RelyingParty, *, account_id: int, user_handle: bytes, name: str
) -> NewPasskey | PasskeyProblem:
    """Check a passkey that a device says it made (WebAuthn level 3, section 7.1)."""
    try:
        credential = parse_registration_credential_json(answer)
        problem = _site_problem(parse_client_data_json(credential.response.client_data_json), challenge, party)
        attestation = parse_attestation_object(credential.response.attestation_object)
        device = attestation.auth_data
        problem = problem or _device_problem(device.rp_id_hash, device.flags.uv, party)
        if problem is not None:
            return problem
        if attestation.fmt not in _FORMATS:
            return PasskeyProblem.MALFORMED
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - a new passkey no parser of the library can read is none
        return PasskeyProblem.MALFORMED
    if not 0 < len(verified.credential_id) <= CREDENTIAL_ID_MAX_BYTES:
        return PasskeyProblem.MALFORMED
    return NewPasskey(
        account_id=account_id,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        user_handle=user_handle,
        sign_count=verified.sign_count,
        name=name,
    )


def options_json(options: dict[str, Any]) -> str:
    """The options as they go to the browser."""
    return json.dumps(options, separators=(",", ":"))


def _site_problem(said: CollectedClientData, challenge: bytes, party: RelyingParty) -> PasskeyProblem | None:
    # The library checks the same again; it cannot say which of them it was.
    if not hmac.compare_digest(said.challenge, challenge):
        return PasskeyProblem.CHALLENGE
    if said.origin != party.origin or said.cross_origin:
        return PasskeyProblem.ORIGIN
    return None


def _device_problem(rp_id_hash: bytes, is_verified: bool, party: RelyingParty) -> PasskeyProblem | None:
    if not hmac.compare_digest(rp_id_hash, sha256(party.rp_id.encode()).digest()):
        return PasskeyProblem.RELYING_PARTY
    return None if is_verified else PasskeyProblem.NOT_VERIFIED


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
