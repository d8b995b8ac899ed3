"""What may be done on the admin page, and by which role: the exact table; what is missing is refused."""

from enum import StrEnum

from signaling.domain.accounts import Role


class Operation(StrEnum):
    """One thing somebody signed in on the page may do."""

    SEE_OWN_SESSIONS = "see_own_sessions"
    SEE_TEAM_SESSIONS = "see_team_sessions"
    """Those of agents of one's own organisation."""
    SEE_ALL_SESSIONS = "see_all_sessions"
    EXPORT_SESSION = "export_session"
    END_SESSION = "end_session"
    SEE_LOG = "see_log"
    VERIFY_LOG = "verify_log"
    EXPORT_LOG = "export_log"
    SEE_ACCOUNTS = "see_accounts"
    CHANGE_ACCOUNTS = "change_accounts"
    SEE_POLICIES = "see_policies"
    CHANGE_POLICIES = "change_policies"


PAGE_MAY: dict[Role, frozenset[Operation]] = {
    Role.AGENT: frozenset({Operation.SEE_OWN_SESSIONS}),
    Role.LEAD: frozenset({Operation.SEE_OWN_SESSIONS, Operation.SEE_TEAM_SESSIONS, Operation.EXPORT_SESSION}),
    Role.ADMIN: frozenset(
        {
            Operation.SEE_OWN_SESSIONS,
            Operation.SEE_TEAM_SESSIONS,
            Operation.SEE_ALL_SESSIONS,
            Operation.EXPORT_SESSION,
            Operation.END_SESSION,
            Operation.SEE_LOG,
            Operation.VERIFY_LOG,
            Operation.SEE_ACCOUNTS,
            Operation.CHANGE_ACCOUNTS,
            Operation.SEE_POLICIES,
            Operation.CHANGE_POLICIES,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Operation.SEE_OWN_SESSIONS,
            Operation.SEE_TEAM_SESSIONS,
            Operation.SEE_ALL_SESSIONS,
            Operation.EXPORT_SESSION,
            Operation.SEE_LOG,
            Operation.VERIFY_LOG,
            Operation.EXPORT_LOG,
            Operation.SEE_POLICIES,
        }
    ),
}
"""An auditor reads and changes nothing. An admin changes accounts, and all of that is on the auditor's record."""


def may(role: Role, operation: Operation) -> bool:
    """Whether that role may do that."""
    return operation in PAGE_MAY[role]
