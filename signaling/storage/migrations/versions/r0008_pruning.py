"""How far the record was pruned; nothing else can be deleted, on PostgreSQL too. A rare right is found by index."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LARGE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_DECLARED = "(SELECT coalesce(max(last_seq), 0) FROM prunings)"
_REFUSAL = "the record is append-only"


def upgrade() -> None:
    """Add the table, and let the guard rail open for what stands in it."""
    op.create_table(
        "prunings",
        sa.Column("event_seq", _LARGE, autoincrement=False, nullable=False),
        sa.Column("last_seq", _LARGE, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("event_seq", name="pk_prunings"),
    )
    op.drop_index("ix_sessions_created", "sessions")
    op.create_index("ix_sessions_created", "sessions", ["created_unix_ms", "session_id", "rights"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_events_no_delete")
        op.execute(
            f"CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events WHEN OLD.seq > {_DECLARED} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN IF OLD.seq <= {_DECLARED} THEN RETURN OLD; END IF; END IF; "
        f"RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION audit_events_append_only()"
    )
    op.execute(
        "CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only()"
    )


def downgrade() -> None:
    """There is no way back: what was pruned cannot be known without it."""
    raise NotImplementedError
