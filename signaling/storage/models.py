"""The tables: accounts, waiting codes, sessions and the record; one definition for every database."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

LARGE = BigInteger().with_variant(Integer, "sqlite")
"""Instants in milliseconds and numbers of events: 64 bits, which SQLite calls INTEGER."""

IS_LIVE = text("stage <> 'closed'")

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", Integer, primary_key=True, autoincrement=True),
    Column("email", String(254), nullable=False, unique=True),  # as normalize_email returns it
    Column("name", String(80), nullable=False),
    Column("role", String(16), nullable=False),
    Column("organisation", String(80), nullable=False),  # empty: the server's own
    Column("password_hash", Text, nullable=False),  # PHC string
    Column("created_unix_ms", LARGE, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    sqlite_autoincrement=True,  # an id is never used twice: the record names people by it
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("account_id", Integer, ForeignKey("accounts.account_id"), primary_key=True, autoincrement=False),
    Column("sealed_secret", LargeBinary, nullable=False),  # see account_key
    Column("last_step", Integer, nullable=False),  # of the last code that was taken: each counts once
    Column("created_unix_ms", LARGE, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.account_id"), nullable=False),
    Index("ix_recovery_codes_account_id", "account_id"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.account_id"), nullable=False),
    Column("kind", String(8), nullable=False),  # console or web
    Column("method", String(24), nullable=False),  # what was shown, as the record names it
    Column("created_unix_ms", LARGE, nullable=False),
    Column("used_unix_ms", LARGE, nullable=False),
    Index("ix_sign_ins_account_id", "account_id"),
)

slots = Table(
    "slots",
    metadata,
    Column("slot_id", String(32), primary_key=True),
    Column("nameplate", String(6), nullable=False),
    Column("expires_unix_ms", LARGE, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", String(32), primary_key=True),
    Column("slot_id", String(32), nullable=False),
    Column("agent_id", String(64), nullable=False),
    Column("client_token_hash", LargeBinary(32), nullable=False),
    Column("agent_token_hash", LargeBinary(32), nullable=False),
    Column("stage", String(8), nullable=False),
    Column("reason", String(16)),
    Column("client_key", LargeBinary(32)),  # Ed25519, public; None until the session is open
    Column(
        "rights", Integer, nullable=False, server_default="0"
    ),  # those that were ever on, as `right_bits` numbers them
    Column("next_cseq", Integer, nullable=False),
    Column("chain_count", Integer, nullable=False),
    Column("chain_head", String(64), nullable=False),
    Column("seal_signature", LargeBinary(64)),
    Column("created_unix_ms", LARGE, nullable=False),
    Column("closed_unix_ms", LARGE),
    Column("category", String(40)),  # the kind of problem, as the agent filed it
    Column("result", String(16)),  # solved, partly, unsolved or passed_on, as the agent filed it
    Column("rating", Integer),  # 1 to 5, by the person
    Column("is_reported", Boolean, nullable=False, server_default=false()),  # the person says something was wrong
    Index("ix_sessions_stage", "stage"),
    # With the rights, so that a rare one is found in the index alone.
    Index("ix_sessions_created", "created_unix_ms", "session_id", "rights"),
    Index("ix_sessions_agent", "agent_id", "created_unix_ms"),
    Index("ix_sessions_reason", "reason", "created_unix_ms", "session_id"),
    # The few that are not over, among a million that are.
    Index("ix_sessions_live", "created_unix_ms", "session_id", sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
)

audit_events = Table(
    "audit_events",
    metadata,
    Column("seq", LARGE, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("session_id", String(32), ForeignKey("sessions.session_id")),
    Column("sseq", Integer),
    Column("cseq", Integer),
    Column("tag", String(64), nullable=False),
    Column("ts", String(24), nullable=False),
    Column("line", Text, nullable=False),  # the record exactly as hashed and exported
    UniqueConstraint("session_id", "sseq", name="uq_audit_events_sseq"),
    UniqueConstraint("session_id", "cseq", name="uq_audit_events_cseq"),
    Index("ix_audit_events_tag", "tag", "seq"),
)

prunings = Table(
    "prunings",
    metadata,
    Column("event_seq", LARGE, primary_key=True, autoincrement=False),  # of the event that says so
    Column("last_seq", LARGE, nullable=False),  # up to here events may be taken away, and nothing reads them any more
    Column("head", String(64), nullable=False),  # hash of that last one
)

probes = Table(
    "probes",
    metadata,
    Column("probe_id", Integer, primary_key=True),
    Column("pad", LargeBinary, nullable=False),
)
