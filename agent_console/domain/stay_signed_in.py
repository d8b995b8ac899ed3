"""Whether a sign-in outlives the window: what the agent chose, what the keyring allows, and when an entry goes."""

from collections.abc import Callable
from typing import Literal

from agent_console.domain.ports import KeptSignIn, KeyringProblem, SignInStore
from shared.protocol.email_address import normalize_email

KeyringState = Literal["looking", "ready"] | KeyringProblem
"""`looking` until the keyring has answered once, `ready` while a sign-in can be kept, else why it cannot."""


class StaySignedIn:
    """Lives in the network thread. Sees a token, and never a password or a code."""

    def __init__(self, store: SignInStore, *, email: str = "") -> None:
        """Take the store; nothing is looked for yet.

        Args:
            store: where the sign-in to this server is kept.
            email: the only address whose sign-in is taken up; empty takes whoever's it is.
        """
        self._store = store
        self._only_email = _compared(email)
        self._keyring: KeyringState = "looking"
        self._stays_for = ""
        self._email = ""
        self._is_wanted = False
        self._is_by_hand = False

    @property
    def keyring(self) -> KeyringState:
        """Whether the agent can choose to stay signed in, or why not."""
        return self._keyring

    @property
    def stays_for(self) -> str:
        """The address that last chose to stay signed in on this computer; empty when none did."""
        return self._stays_for

    def look(self, on_kept: Callable[[KeptSignIn], None], on_changed: Callable[[], None]) -> None:
        """Look for what an earlier run kept.

        Args:
            on_kept: gets the sign-in to go on with, unless the agent has signed in by hand before it is found.
            on_changed: `keyring` or `stays_for` is another one.
        """

        def found(stays_for: str, kept: KeptSignIn | None) -> None:
            if self._is_by_hand:
                return
            self._stays_for = stays_for
            if kept is not None and self._only_email in {"", _compared(kept.email)}:
                self._email, self._is_wanted = kept.email, True
                on_kept(kept)
            on_changed()

        def state_changed(problem: KeyringProblem | None) -> None:
            self._keyring = problem or "ready"
            on_changed()

        self._store.look(found, state_changed)

    def choose(self, email: str, *, is_wanted: bool) -> None:
        """The agent signs in by hand: from now on nothing that was kept is taken up."""
        self._is_by_hand = True
        self._email, self._is_wanted = email, is_wanted

    def signed_in(self, token: str) -> None:
        """The server gave a new token: keep it in place of an older one, or see that none stays behind."""
        if self._is_wanted and self._keyring == "ready":
            self._stays_for = self._email
            self._store.keep(KeptSignIn(email=self._email, token=token))
            return
        if self._keyring == "ready":
            # The box could be ticked and was not. Where it could not, the choice made before stands.
            self._stays_for = ""
        self._store.drop(self._stays_for)

    def forget(self) -> None:
        """The sign-in is over: its entry goes, the agent's choice stays."""
        self._is_by_hand = True
        self._store.drop(self._stays_for)


class NoSignInStore:
    """A `SignInStore` that keeps nothing, for a console without a keyring."""

    def look(
        self, on_found: Callable[[str, KeptSignIn | None], None], on_state: Callable[[KeyringProblem | None], None]
    ) -> None:
        """There is never anything."""
        on_state("missing")
        on_found("", None)

    def keep(self, sign_in: KeptSignIn) -> None:
        """Forget it at once."""

    def drop(self, stays_for: str) -> None:
        """There is nothing to delete."""


def _compared(email: str) -> str:
    return normalize_email(email) or ""
