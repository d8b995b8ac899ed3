"""Which admin made a set-up link, for it is worth no more than they are; an index of who is in which session."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column that links from before leave empty: they count as made by every admin, and go with any of them."""
    op.add_column("setup_links", sa.Column("made_by", sa.Integer))
    op.create_index("ix_sessions_agent_stage", "sessions", ["agent_id", "stage"])


def downgrade() -> None:
    """There is no way back: links would outlive whoever made them."""
    raise NotImplementedError
