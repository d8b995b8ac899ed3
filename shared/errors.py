"""The tree of things that should not happen; each has a stable `code` that the user interface turns into a sentence.

    AlongsideError
    +-- ProtocolError             the other side broke the wire rules; that connection ends, nothing else
    +-- SignalingError            the server refused or cannot be reached
    +-- DescriptionRefusedError   a session description that could hide a man in the middle
    +-- JournalWriteError         the record cannot be kept, so no right may open
    +-- SetupError                this computer lacks something the program needs

A refusal that is part of normal life (wrong code, no consent) is a returned verdict, not one of these.
"""

from typing import ClassVar


class AlongsideError(Exception):
    """Root of our own errors.

    Attributes:
        code: stable snake_case name; goes into logs and selects the sentence the person reads.
        fields: values that sentence may mention. Never a secret.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, code: str | None = None, **fields: str | int) -> None:
        self._code = code or type(self).code
        self.fields: dict[str, str | int] = fields
        super().__init__(self._code, fields)

    @property
    def reason(self) -> str:
        """The code of this very error; may be finer than the class's."""
        return self._code

    def __str__(self) -> str:
        detail = ", ".join(f"{key}={value}" for key, value in self.fields.items())
        return f"{self._code} ({detail})" if detail else self._code


class ProtocolError(AlongsideError):
    """A message that is malformed, oversize, unknown, or out of order."""

    code = "protocol_error"


class SignalingError(AlongsideError):
    """The server refused a request or the way to it is broken."""

    code = "server_unreachable"


class DescriptionRefusedError(AlongsideError):
    """A session description that does not carry exactly the fingerprints and media we expect."""

    code = "description_refused"


class JournalWriteError(AlongsideError):
    """The person's own record could not be written and flushed."""

    code = "journal_unwritable"


class SetupError(AlongsideError):
    """Something the program needs from this computer is missing."""

    code = "setup_incomplete"
