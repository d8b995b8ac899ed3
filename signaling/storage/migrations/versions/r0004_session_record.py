"""What is said about a session when it is over: its kind of problem, how it went, stars, and a report."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns that older sessions leave empty."""
    op.add_column("sessions", sa.Column("category", sa.String(40)))
    op.add_column("sessions", sa.Column("result", sa.String(16)))
    op.add_column("sessions", sa.Column("rating", sa.Integer))
    op.add_column("sessions", sa.Column("is_reported", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """There is no way back: what people said would be lost."""
    raise NotImplementedError
