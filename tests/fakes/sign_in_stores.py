"""Where a sign-in is kept, in memory: the store as the flow sees it, and the keyring below it."""

from collections.abc import Callable
from threading import Event

from agent_console.domain.ports import KeptSignIn, KeyringProblem


class MemorySignInStore:
    """A `SignInStore`; answers when the test says so. `written` is everything it was ever given to keep."""

    def __init__(self, stays_for: str = "", kept: KeptSignIn | None = None) -> None:
        self.stays_for = stays_for
        self.kept = kept
        self.written: list[KeptSignIn] = []
        self.problem: KeyringProblem | None = None
        self._on_found: Callable[[str, KeptSignIn | None], None] = lambda _email, _kept: None
        self._on_state: Callable[[KeyringProblem | None], None] = lambda _problem: None

    def look(
        self, on_found: Callable[[str, KeptSignIn | None], None], on_state: Callable[[KeyringProblem | None], None]
    ) -> None:
        self._on_found, self._on_state = on_found, on_state

    def answer(self) -> None:
        """The keyring has answered: first whose choice is remembered, then what is kept."""
        self._on_found(self.stays_for, None)
        if self.problem is None and self.kept is not None:
            self._on_found(self.stays_for, self.kept)
        self.become(self.problem)

    def become(self, problem: KeyringProblem | None) -> None:
        """The keyring can be used, or not any more."""
        self.problem = problem
        self._on_state(problem)

    def keep(self, sign_in: KeptSignIn) -> None:
        self.stays_for, self.kept = sign_in.email, sign_in
        self.written.append(sign_in)

    def drop(self, stays_for: str) -> None:
        self.stays_for, self.kept = stays_for, None


class MemoryKeyring:
    """A `Keyring`; `answers` is cleared while it hangs, `calls` counts who asked for what."""

    backend_name = "tests.MemoryKeyring"

    def __init__(self) -> None:
        self.entries: dict[str, KeptSignIn] = {}
        self.problems: dict[str, KeyringProblem] = {}
        self.calls: list[str] = []
        self.answers = Event()
        self.answers.set()

    def check(self) -> KeyringProblem | None:
        return self._asked("check")

    def read(self, server: str) -> KeptSignIn | KeyringProblem | None:
        return self._asked("read") or self.entries.get(server)

    def write(self, server: str, sign_in: KeptSignIn) -> KeyringProblem | None:
        problem = self._asked("write")
        if problem is None:
            self.entries[server] = sign_in
        return problem

    def delete(self, server: str) -> KeyringProblem | None:
        problem = self._asked("delete")
        if problem is None:
            self.entries.pop(server, None)
        return problem

    def _asked(self, what: str) -> KeyringProblem | None:
        self.calls.append(what)
        self.answers.wait(timeout=30)
        return self.problems.get(what)
