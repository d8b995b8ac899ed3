"""Every limit of the server that the wire does not fix, in one frozen object, each with the reason for its number."""

from dataclasses import dataclass

from shared.protocol import limits
from signaling.domain.accounts import Role
from signaling.domain.ports import SignInTimes

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPolicy:
    """What the server allows whom, and for how long. The defaults are what `alongside-server serve` runs with."""

    code_lifetime_ms: int = limits.CODE_LIFETIME_MS
    first_message_timeout_ms: int = limits.FIRST_MESSAGE_TIMEOUT_MS
    slot_grace_ms: int = _MINUTE_MS  # a client whose socket broke may come back for the code it shows

    sockets_per_address: int = 20  # an office behind one IPv4 address has a handful of sessions at once
    allocations_per_minute: int = 10  # per address; a person presses the button now and then

    socket_burst: int = 60  # a whole pairing is about twelve messages
    socket_rate_per_s: int = 20
    # Messages we slow down for, without a quiet moment between, before we call it a flood. At that rate they take ten
    # seconds: a peer's answer to our ping, which waits behind them, still comes in time.
    socket_paced_max: int = 200
    outbox_max_frames: int = 64  # a peer that does not read is closed; it can attach again
    outbox_max_bytes: int = 256 * 1024

    event_data_max_bytes: int = 2048  # canonical; the largest that a client writes takes a few hundred
    events_per_session: int = 5_000  # of the client's own; a long day of consent and control takes some hundreds

    sessions_per_agent: int = 16  # of one account, on all its sockets together
    pairing_failures_max: int = 5
    pairing_failures_window_ms: int = 15 * _MINUTE_MS
    pairing_lock_ms: int = 15 * _MINUTE_MS
    claims_per_hour: int = 20

    sign_in_failures_max: int = 5  # per account and address, so nobody locks a colleague out (ASVS 5.0 6.1.1)
    sign_in_failures_per_address_max: int = 20
    sign_in_window_ms: int = 15 * _MINUTE_MS
    # Counted by account alone: only somebody who has its password gets so far, so nobody locks a colleague out.
    second_factor_failures_max: int = 10
    # Whoever may change the server or read everybody's record never signs in with a password alone. An agent may, if
    # the operator said so when the account was made: a password still opens nothing without a code read aloud.
    second_factor_roles: frozenset[Role] = frozenset({Role.LEAD, Role.ADMIN, Role.AUDITOR})
    denials_per_minute: int = 10  # of one account, on record; what follows is denied all the same
    # Which roles open the admin page with a passkey only; the operator's choice (ASVS 5.0 6.3.3 at level 3).
    passkey_roles: frozenset[Role] = frozenset()
    passkey_question_ms: int = 5 * _MINUTE_MS  # within the 5 to 10 minutes WebAuthn level 3 recommends (section 15.1)
    passkey_questions_per_address_max: int = 300  # a whole office in the morning; each is a hundred bytes of memory
    passkeys_per_account_max: int = 10
    provider_visit_ms: int = 10 * _MINUTE_MS  # to sign in at the organisation's service, with a second factor there
    provider_visits_per_address_max: int = 300  # as questions for a passkey
    # Consoles that are to be signed in by a browser. An address has no more open than it has sockets.
    hand_over_ms: int = limits.BROWSER_SIGN_IN_MS
    hand_overs_per_address_max: int = 20
    hand_overs_max: int = 2_000  # of everybody; each is two hundred bytes of memory
    hand_over_numbers_max: int = 3  # typed into the page; a stranger guesses one of ten thousand, three times in all
    # Ways to sign in are changed only by who signed in just now, not by who sits down at an open page.
    ways_fresh_ms: int = 10 * _MINUTE_MS
    sign_in_idle_ms: int = 4 * _HOUR_MS  # an agent may wait that long for the next call; half a working day
    web_idle_ms: int = 30 * _MINUTE_MS  # a page shows everybody's sessions to whoever sits down in front of it
    sign_in_absolute_ms: int = 12 * _HOUR_MS  # a working day, however busy
    sign_in_touch_ms: int = _MINUTE_MS  # how exactly the idle time is kept
    setup_link_ms: int = 24 * _HOUR_MS  # long enough to reach somebody, short enough not to lie around
    setup_guesses_max: int = 10  # at a link, of what the account still has; then the link is void
    # What changes something asks again: a page that was left open is not enough (ASVS 5.0 7.5.3).
    step_up_ms: int = 5 * _MINUTE_MS
    exports_at_once_max: int = 3  # of the whole record, one an account; each keeps a reader of the database busy
    password_checks_waiting_max: int = 32  # each takes 19 MiB and about 50 ms

    pairing_timeout_ms: int = 4 * limits.PAIRING_TIMEOUT_MS  # both ends give up long before
    client_absent_max_ms: int = (
        30 * _MINUTE_MS
    )  # a live session needs no server; its record waits this long for the rest
    closing_grace_ms: int = 30_000  # the client hands in its last events after the agent has left

    record_kept_days: int = (
        365  # what `record prune` leaves when it is not told otherwise; complaints come within a year
    )

    account_recheck_ms: int = 2_000  # a disabled account loses its sockets within five seconds (ASVS 5.0 7.4.2)

    @property
    def sign_in_times(self) -> SignInTimes:
        """How long a sign-in lasts."""
        return SignInTimes(
            idle_ms=self.sign_in_idle_ms, web_idle_ms=self.web_idle_ms, absolute_ms=self.sign_in_absolute_ms
        )
