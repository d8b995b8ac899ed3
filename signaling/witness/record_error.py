"""That the record cannot be read now, which says nothing about the record."""

from shared.errors import AlongsideError


class RecordUnreadableError(AlongsideError):
    """The database cannot be read now; its text is what the driver said."""

    code = "record_unreadable"
