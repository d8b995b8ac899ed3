"""Words said of a session, each sealed under the session's own key, and the kinds of problem an agent files."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_LARGE = sa.BigInteger().with_variant(sa.Integer, "sqlite")

_SHIPPED = (
    ("printing", "Printing", "Печать", "Imprimare"),
    ("email", "E-mail", "Электронная почта", "E-mail"),
    ("slow", "Slow computer", "Компьютер работает медленно", "Calculator lent"),
    ("sign_in", "Password or sign-in", "Пароль или вход", "Parolă sau autentificare"),
    ("internet", "Internet or Wi-Fi", "Интернет или Wi-Fi", "Internet sau Wi-Fi"),
    ("program", "Program does not start", "Программа не запускается", "Programul nu pornește"),
    ("virus", "Virus or suspicious message", "Вирус или подозрительное сообщение", "Virus sau mesaj suspect"),
    ("files", "Files or disk space", "Файлы или место на диске", "Fișiere sau spațiu pe disc"),
    ("media", "Sound or picture", "Звук или изображение", "Sunet sau imagine"),
    ("other", "Other", "Другое", "Altceva"),
)


def upgrade() -> None:
    """Make the tables, and fill in the kinds of problem to begin with."""
    op.create_table(
        "session_keys",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("key", sa.LargeBinary(32)),
        sa.Column("erased_unix_ms", _LARGE),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_session_keys_session_id"),
        sa.PrimaryKeyConstraint("session_id", name="pk_session_keys"),
    )
    op.create_table(
        "session_texts",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("field", sa.String(12), nullable=False),
        sa.Column("part", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("written_unix_ms", _LARGE, nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_session_texts_session_id"),
        sa.PrimaryKeyConstraint("session_id", "field", "part", name="pk_session_texts"),
    )
    categories = op.create_table(
        "categories",
        sa.Column("category_id", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name_en", sa.String(40), nullable=False),
        sa.Column("name_ru", sa.String(40), nullable=False),
        sa.Column("name_ro", sa.String(40), nullable=False),
        sa.Column("is_offered", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("category_id", name="pk_categories"),
    )
    op.bulk_insert(
        categories,
        [
            {
                "category_id": category_id,
                "position": position,
                "name_en": english,
                "name_ru": russian,
                "name_ro": romanian,
                "is_offered": True,
            }
            for position, (category_id, english, russian, romanian) in enumerate(_SHIPPED)
        ],
    )
    is_reported = sa.text("is_reported")
    op.create_index(
        "ix_sessions_reported",
        "sessions",
        ["created_unix_ms", "session_id"],
        sqlite_where=is_reported,
        postgresql_where=is_reported,
    )
    op.create_index("ix_sessions_category", "sessions", ["category", "created_unix_ms", "session_id"])


def downgrade() -> None:
    """There is no way back: what people said would be lost."""
    raise NotImplementedError
