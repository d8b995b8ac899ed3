"""Passkeys, and links with a sign-in service."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; nobody has either yet."""
    op.create_table(
        "passkeys",
        sa.Column("passkey_id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("user_handle", sa.LargeBinary(32), nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("made_unix_ms", sa.BigInteger, nullable=False),
        sa.Column("used_unix_ms", sa.BigInteger),
        sa.PrimaryKeyConstraint("passkey_id", name="pk_passkeys"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name="fk_passkeys_account_id"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"])
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("linked_unix_ms", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identities"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name="fk_identities_account_id"),
        sa.UniqueConstraint("account_id", "issuer", name="uq_identities_account_id"),
    )


def downgrade() -> None:
    """There is no way back: who signs in with a passkey only would be locked out."""
    raise NotImplementedError
