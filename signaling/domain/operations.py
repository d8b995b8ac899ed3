"""What may be done on the admin page, and by which role: the exact table; what is missing is refused."""

from enum import StrEnum

from signaling.domain.accounts import Role


class Operation(StrEnum):
    """One thing somebody signed in on the page may do."""

    MANAGE_OWN_WAYS = "manage_own_ways"
    """How one signs in oneself, and signing out."""
    SEE_OWN_SESSIONS = "see_own_sessions"
    SEE_TEAM_SESSIONS = "see_team_sessions"
    """Those of agents of one's own organisation."""
    SEE_ALL_SESSIONS = "see_all_sessions"
    EXPORT_SESSION = "export_session"
    END_SESSION = "end_session"
    SEE_LOG = "see_log"
    VERIFY_LOG = "verify_log"
    EXPORT_LOG = "export_log"
    SEE_STATISTICS = "see_statistics"
    """Of the sessions one may see."""
    SEE_HEALTH = "see_health"
    SEE_ACCOUNTS = "see_accounts"
    CHANGE_ACCOUNTS = "change_accounts"
    SEE_REPORTS = "see_reports"
    """That a person reported something, what, and their receipt; never of one's own sessions."""
    CHANGE_CATEGORIES = "change_categories"
    ERASE_RECORD = "erase_record"
    SEE_POLICIES = "see_policies"
    CHANGE_POLICIES = "change_policies"


PAGE_MAY: dict[Role, frozenset[Operation]] = {
    Role.AGENT: frozenset({Operation.MANAGE_OWN_WAYS, Operation.SEE_OWN_SESSIONS}),
    Role.LEAD: frozenset(
        {
            Operation.MANAGE_OWN_WAYS,
            Operation.SEE_OWN_SESSIONS,
            Operation.SEE_TEAM_SESSIONS,
            Operation.EXPORT_SESSION,
            Operation.SEE_REPORTS,
            Operation.SEE_STATISTICS,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Operation.MANAGE_OWN_WAYS,
            Operation.SEE_OWN_SESSIONS,
            Operation.SEE_TEAM_SESSIONS,
            Operation.SEE_ALL_SESSIONS,
            Operation.EXPORT_SESSION,
            Operation.END_SESSION,
            Operation.SEE_LOG,
            Operation.VERIFY_LOG,
            Operation.SEE_ACCOUNTS,
            Operation.CHANGE_ACCOUNTS,
            Operation.SEE_REPORTS,
            Operation.CHANGE_CATEGORIES,
            Operation.ERASE_RECORD,
            Operation.SEE_STATISTICS,
            Operation.SEE_HEALTH,
            Operation.SEE_POLICIES,
            Operation.CHANGE_POLICIES,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Operation.MANAGE_OWN_WAYS,
            Operation.SEE_OWN_SESSIONS,
            Operation.SEE_TEAM_SESSIONS,
            Operation.SEE_ALL_SESSIONS,
            Operation.EXPORT_SESSION,
            Operation.SEE_LOG,
            Operation.VERIFY_LOG,
            Operation.EXPORT_LOG,
            Operation.SEE_REPORTS,
            Operation.SEE_STATISTICS,
            Operation.SEE_POLICIES,
        }
    ),
}
"""An auditor reads and changes nothing. An admin changes accounts, and all of that is on the auditor's record."""


def may(role: Role, operation: Operation) -> bool:
    """Whether that role may do that."""
    return operation in PAGE_MAY[role]
