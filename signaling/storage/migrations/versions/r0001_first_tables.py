"""The first tables: accounts, waiting codes, sessions, and the record with its guard rail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_LARGE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create everything of version 0.1."""
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("organisation", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("created_unix_ms", _LARGE, nullable=False),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_accounts"),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "slots",
        sa.Column("slot_id", sa.String(32), nullable=False),
        sa.Column("nameplate", sa.String(6), nullable=False),
        sa.Column("expires_unix_ms", _LARGE, nullable=False),
        sa.PrimaryKeyConstraint("slot_id", name="pk_slots"),
    )
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("slot_id", sa.String(32), nullable=False),
        sa.Column("agent_id", sa.String(64), nullable=False),
        sa.Column("client_token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("agent_token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("stage", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(16)),
        sa.Column("client_key", sa.LargeBinary(32)),
        sa.Column("next_cseq", sa.Integer, nullable=False),
        sa.Column("chain_count", sa.Integer, nullable=False),
        sa.Column("chain_head", sa.String(64), nullable=False),
        sa.Column("seal_signature", sa.LargeBinary(64)),
        sa.Column("created_unix_ms", _LARGE, nullable=False),
        sa.Column("closed_unix_ms", _LARGE),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_stage", "sessions", ["stage"])
    op.create_table(
        "audit_events",
        sa.Column("seq", _LARGE, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(32)),
        sa.Column("sseq", sa.Integer),
        sa.Column("cseq", sa.Integer),
        sa.Column("tag", sa.String(64), nullable=False),
        sa.Column("ts", sa.String(24), nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_events"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_audit_events_session_id"),
        sa.UniqueConstraint("session_id", "sseq", name="uq_audit_events_sseq"),
        sa.UniqueConstraint("session_id", "cseq", name="uq_audit_events_cseq"),
    )
    op.create_table(
        "probes",
        sa.Column("probe_id", sa.Integer, nullable=False),
        sa.Column("pad", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("probe_id", name="pk_probes"),
    )
    if op.get_bind().dialect.name == "sqlite":
        # A guard rail against mistakes, not against somebody who can drop a trigger: that is what the chain is for.
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_events_no_{verb.lower()} BEFORE {verb} ON audit_events "
                "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            )


def downgrade() -> None:
    """There is no way back: the record is never taken apart."""
    raise NotImplementedError
