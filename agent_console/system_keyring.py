"""The keyring of the system, through the `keyring` package: which kinds are trusted, what our entry holds. Blocks."""

import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from agent_console.domain.ports import KeptSignIn, KeyringProblem
from shared.protocol.email_address import normalize_email

_log = structlog.get_logger(__name__)

SERVICE = "alongside-console"
"""The name our entries are under in every keyring."""

_FREEDESKTOP = "keyring.backends.SecretService.Keyring"
TRUSTED = frozenset(
    {
        _FREEDESKTOP,
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
)
"""What keeps secrets encrypted under the user's own login. Whatever else is installed or set up is refused: among the
kinds there are some that write plain files, some that forget, and some that hand over to any of the others.
"""

_NO_BACKEND = "keyring.backends.fail.Keyring"
_TOKEN = re.compile(r"[0-9a-f]{32}")
_LOCKED = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})
_MISSING = frozenset({"InitError", "NoKeyringError", "SecretServiceNotAvailableException"})


@dataclass(slots=True)
class _Attempt:
    problem: KeyringProblem | None = None


class SystemKeyring:
    """What fails is returned as a `KeyringProblem`, and told in one line of the log."""

    def __init__(self) -> None:
        """Look for nothing yet: even that may take long."""
        self._backend: Any = None
        self._name = ""

    @property
    def backend_name(self) -> str:
        """Which kind was found, or refused; empty before `check`."""
        return self._name

    def check(self) -> KeyringProblem | None:
        """Whether there is a trusted keyring that answers. Unlocks nothing, asks nobody anything."""
        with self._attempt(otherwise="missing") as attempt:
            attempt.problem = self._find()
        return attempt.problem

    def read(self, server: str) -> KeptSignIn | KeyringProblem | None:
        """The entry for this server; None when there is none, or none we could have written."""
        text = None
        with self._attempt() as attempt:
            text = self._backend.get_password(SERVICE, server)
        return attempt.problem or _sign_in_of(text, server)

    def write(self, server: str, sign_in: KeptSignIn) -> KeyringProblem | None:
        """Make this the entry for this server."""
        text = json.dumps({"server": server, "email": sign_in.email, "token": sign_in.token})
        with self._attempt() as attempt:
            self._backend.set_password(SERVICE, server, text)
        return attempt.problem

    def delete(self, server: str) -> KeyringProblem | None:
        """See that there is no entry for this server."""
        with self._attempt() as attempt:
            if self._backend.get_password(SERVICE, server) is not None:
                self._backend.delete_password(SERVICE, server)
        return attempt.problem

    def _find(self) -> KeyringProblem | None:
        from keyring import core

        # Somebody's own setting goes before this, and is judged below like everything else.
        core.init_backend(limit=lambda backend: _name_of(backend) in TRUSTED)
        backend = core.get_keyring()
        self._name = _name_of(backend)
        if self._name not in TRUSTED:
            return "missing" if self._name == _NO_BACKEND else "untrusted"
        if self._name == _FREEDESKTOP:
            _hear_secret_service()
        self._backend = backend
        return None

    @contextmanager
    def _attempt(self, otherwise: KeyringProblem = "failed") -> Iterator[_Attempt]:
        attempt = _Attempt()
        error_name = ""
        try:
            yield attempt
        except Exception as error:  # noqa: BLE001 - each kind has errors of its own, and none may end the console
            attempt.problem, error_name = _problem_of(error, otherwise), type(error).__name__
        if attempt.problem is not None:
            # Not what the error says: it may quote what was to be kept.
            _log.warning("keyring_unusable", backend=self._name, problem=attempt.problem, error=error_name)


def _name_of(backend: object) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _hear_secret_service() -> None:
    """Returns once the service has answered. The package itself only asks whether its name is on the bus."""
    import secretstorage

    with closing(secretstorage.dbus_init()) as connection:
        next(iter(secretstorage.get_all_collections(connection)), None)


def _problem_of(error: Exception, otherwise: KeyringProblem) -> KeyringProblem:
    names = {kind.__name__ for each in (error, error.__cause__) for kind in type(each).__mro__}
    if names & _LOCKED:
        return "locked"
    return "missing" if names & _MISSING else otherwise


def _sign_in_of(text: object, server: str) -> KeptSignIn | None:
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("server") != server:
        return None
    email, token = found.get("email"), found.get("token")
    if not isinstance(email, str) or not isinstance(token, str):
        return None
    if normalize_email(email) is None or not _TOKEN.fullmatch(token):
        return None
    return KeptSignIn(email=email, token=token)
