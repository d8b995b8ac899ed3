"""That a database cannot be used, and why; apart, so that whoever says it in words need not load SQLAlchemy."""

from shared.errors import AlongsideError


class DatabaseUnusableError(AlongsideError):
    """The database cannot be used.

    `database_corrupt`, `database_newer`, `database_unwritable`; of PostgreSQL also `database_unreachable`,
    `database_not_permitted`, `database_not_durable`, `database_role_too_strong`, `database_role_missing`,
    `url_malformed` and `url_unsafe`.
    """

    code = "database_unusable"
