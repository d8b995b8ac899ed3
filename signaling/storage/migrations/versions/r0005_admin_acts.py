"""What the admin page needs to act: who ended a session, links to set an account up, rules for sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LARGE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add a column that older sessions leave empty, and two tables."""
    op.add_column("sessions", sa.Column("ended_by", sa.String(64)))
    op.create_table(
        "setup_links",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("expires_unix_ms", _LARGE, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_setup_links"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name="fk_setup_links_account_id"),
        sa.UniqueConstraint("account_id", name="uq_setup_links_account_id"),
    )
    op.create_table(
        "policy_rules",
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("rule", name="pk_policy_rules"),
    )


def downgrade() -> None:
    """There is no way back: rules would be lost."""
    raise NotImplementedError
