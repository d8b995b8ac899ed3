"""Gives the role a server runs with what it needs and no more: it adds to the record and changes nothing in it."""

from sqlalchemy import Connection

from signaling.storage.models import metadata

ADD_ONLY = frozenset({"audit_events"})
READ_ONLY = frozenset({"prunings", "alembic_version"})


def restrict_role(connection: Connection, role: str) -> None:
    """Take everything from the role and give it back what a server does; run by the owner of the tables.

    Args:
        connection: inside a writing transaction of the owner.
        role: a name that is there, as `pg_roles` has it.
    """
    quote = connection.dialect.identifier_preparer.quote_identifier
    name = quote(role)
    schema = quote(str(connection.exec_driver_sql("SELECT current_schema()").scalar()))
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}, PUBLIC")
    connection.exec_driver_sql(f"REVOKE CREATE ON SCHEMA {schema} FROM {name}, PUBLIC")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
    for table in sorted({*metadata.tables, *READ_ONLY}):
        connection.exec_driver_sql(f"GRANT {rights_on(table)} ON {schema}.{quote(table)} TO {name}")
    connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")


def rights_on(table: str) -> str:
    """What the server's role may do with a table, as SQL has it."""
    if table in READ_ONLY:
        return "SELECT"
    return "SELECT, INSERT" if table in ADD_ONLY else "SELECT, INSERT, UPDATE, DELETE"
