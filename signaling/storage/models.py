"""The tables: accounts, waiting codes, sessions and the record; one definition for every database."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    false,
    literal_column,
)

from signaling.storage.day_triggers import MEASURES, PROBLEM_MEASURES, create_triggers

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

IS_LIVE: ColumnElement[bool] = literal_column("stage <> 'closed'")
"""As a literal without a type, for a Boolean is written as `… = 1`: an index over some rows is used only where a
query says the very same words."""
HAS_SUBJECT: ColumnElement[bool] = literal_column("subject IS NOT NULL")
IS_NOT_OK: ColumnElement[bool] = literal_column("outcome <> 'ok'")
IS_REPORTED: ColumnElement[bool] = literal_column("is_reported")
LARGE = BigInteger().with_variant(Integer, "sqlite")
"""Instants in milliseconds and numbers of events: 64 bits, which SQLite calls INTEGER."""


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

passkeys = Table(
    "passkeys",
    metadata,
    Column("passkey_id", Integer, primary_key=True, autoincrement=True),
    Column("account_id", Integer, ForeignKey("accounts.account_id"), nullable=False),
    Column("credential_id", LargeBinary(1023), nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("user_handle", LargeBinary(32), nullable=False),  # what the device knows the account by
    Column("sign_count", BigInteger, nullable=False),  # what its counter said last, up to 32 bits
    Column("name", String(80), nullable=False),
    Column("made_unix_ms", BigInteger, nullable=False),
    Column("used_unix_ms", BigInteger),
    Index("ix_passkeys_account_id", "account_id"),
    sqlite_autoincrement=True,  # a number in a form of yesterday must not mean another passkey today
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.account_id"), nullable=False),
    Column("linked_unix_ms", BigInteger, nullable=False),
    UniqueConstraint("account_id", "issuer", name="uq_identities_account_id"),
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

setup_links = Table(
    "setup_links",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column(
        "account_id", Integer, ForeignKey("accounts.account_id"), nullable=False, unique=True
    ),  # the newest counts
    Column("expires_unix_ms", LARGE, nullable=False),
    Column("made_by", Integer),  # the number of an admin's account; empty in links of an earlier version
)

policy_rules = Table(
    "policy_rules",
    metadata,
    Column("rule", String(40), primary_key=True),
    Column("value", Text, nullable=False),  # as `session_policy` writes it; a rule that is not there allows
)

slots = Table(
    "slots",
    metadata,
    Column("slot_id", String(32), primary_key=True),
    Column("nameplate", String(6), nullable=False),
    Column("expires_unix_ms", LARGE, nullable=False),
    Column("made_unix_ms", BigInteger),
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
    Column("ended_by", String(64)),  # who had it ended and was in neither program, as the record names them
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
    Column("asked_unix_ms", BigInteger),  # when the person asked for the code; None when nobody knows any more
    Column("helped_unix_ms", BigInteger),  # when the agent first saw the screen; None when that never came
    Index("ix_sessions_stage", "stage"),
    # With the rights, so that a rare one is found in the index alone.
    Index("ix_sessions_created", "created_unix_ms", "session_id", "rights"),
    Index("ix_sessions_agent", "agent_id", "created_unix_ms"),
    # How many an agent is in now is asked before each claim, among the thousands that are over.
    Index("ix_sessions_agent_stage", "agent_id", "stage"),
    Index("ix_sessions_reason", "reason", "created_unix_ms", "session_id"),
    # The few that are not over, among a million that are.
    Index("ix_sessions_live", "created_unix_ms", "session_id", sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
    Index(
        "ix_sessions_reported",
        "created_unix_ms",
        "session_id",
        sqlite_where=IS_REPORTED,
        postgresql_where=IS_REPORTED,
    ),
    Index("ix_sessions_category", "category", "created_unix_ms", "session_id"),
)

session_keys = Table(
    "session_keys",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.session_id"), primary_key=True),
    Column("key", LargeBinary(32)),  # what the session's texts are sealed under; None once they were erased
    Column("erased_unix_ms", LARGE),
)

session_texts = Table(
    "session_texts",
    metadata,
    Column("session_id", String(32), ForeignKey("sessions.session_id"), primary_key=True),
    Column("field", String(12), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),  # of a long one, from 1; 0 for a whole one
    Column("sealed", LargeBinary, nullable=False),  # see record_seal
    Column("written_unix_ms", LARGE, nullable=False),
)

categories = Table(
    "categories",
    metadata,
    Column("category_id", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name_en", String(40), nullable=False),
    Column("name_ru", String(40), nullable=False),
    Column("name_ro", String(40), nullable=False),
    Column("is_offered", Boolean, nullable=False),
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
    # What pages look events up by; the line above is what counts.
    Column("outcome", String(8), nullable=False, server_default="ok"),
    Column("actor", String(64), nullable=False, server_default=""),  # `agent:7`, or the kind of who has no account
    Column("subject", String(64)),  # the account it is about, when that is not the actor
    UniqueConstraint("session_id", "sseq", name="uq_audit_events_sseq"),
    UniqueConstraint("session_id", "cseq", name="uq_audit_events_cseq"),
    Index("ix_audit_events_tag", "tag", "seq"),
    Index("ix_audit_events_ts", "ts", "seq"),
    Index("ix_audit_events_actor", "actor", "seq"),
    Index("ix_audit_events_subject", "subject", "seq", sqlite_where=HAS_SUBJECT, postgresql_where=HAS_SUBJECT),
    Index("ix_audit_events_not_ok", "outcome", "seq", sqlite_where=IS_NOT_OK, postgresql_where=IS_NOT_OK),
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

session_days = Table(
    "session_days",
    metadata,
    Column("agent_id", String(64), primary_key=True),  # empty: of all together
    Column("day", Integer, primary_key=True, autoincrement=False),  # since 1970, UTC, on which the sessions began
    *(Column(name, BigInteger, nullable=False, server_default="0") for name in MEASURES),
    sqlite_with_rowid=False,  # in the order in which it is read
)

problem_days = Table(
    "problem_days",
    metadata,
    Column("agent_id", String(64), primary_key=True),  # as above
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("category", String(40), primary_key=True),
    *(Column(name, BigInteger, nullable=False, server_default="0") for name in PROBLEM_MEASURES),
    sqlite_with_rowid=False,
)

event.listen(metadata, "after_create", create_triggers)
