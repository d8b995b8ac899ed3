"""What the admin page looks sessions and events up by."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BITS = {  # as they are at this revision
    "view": 1,
    "control": 2,
    "clipboard_to_user": 4,
    "clipboard_from_user": 8,
    "file_to_user": 16,
    "file_from_user": 32,
    "terminal": 64,
    "recording": 128,
    "system_info": 256,
    "voice": 512,
}


def upgrade() -> None:
    """Add columns and indexes, and fill in which rights the sessions so far had."""
    op.add_column("sign_ins", sa.Column("kind", sa.String(8), nullable=False, server_default="console"))
    op.add_column("sessions", sa.Column("rights", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_sessions_created", "sessions", ["created_unix_ms", "session_id"])
    op.create_index("ix_sessions_agent", "sessions", ["agent_id", "created_unix_ms"])
    op.create_index("ix_sessions_reason", "sessions", ["reason", "created_unix_ms", "session_id"])
    is_live = sa.text("stage <> 'closed'")
    op.create_index(
        "ix_sessions_live",
        "sessions",
        ["created_unix_ms", "session_id"],
        sqlite_where=is_live,
        postgresql_where=is_live,
    )
    op.create_index("ix_audit_events_tag", "audit_events", ["tag", "seq"])
    connection = op.get_bind()
    granted = connection.execute(
        sa.text("SELECT session_id, line FROM audit_events WHERE tag = 'session:consent:granted'")
    )
    for session_id, line in granted.all():
        bit = _BITS.get(json.loads(line)["data"].get("capability", ""), 0)
        connection.execute(
            sa.text("UPDATE sessions SET rights = rights | :bit WHERE session_id = :session_id"),
            {"bit": bit, "session_id": session_id},
        )


def downgrade() -> None:
    """There is no way back: pages would show less than is known."""
    raise NotImplementedError
