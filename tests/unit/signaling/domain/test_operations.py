from signaling.domain.accounts import Role
from signaling.domain.operations import PAGE_MAY, Operation, may


def test_table_is_exact_and_names_every_role():
    assert set(PAGE_MAY) == set(Role)
    assert PAGE_MAY[Role.AGENT] == {Operation.MANAGE_OWN_WAYS, Operation.SEE_OWN_SESSIONS}
    assert PAGE_MAY[Role.LEAD] - PAGE_MAY[Role.AGENT] == {
        Operation.SEE_TEAM_SESSIONS,
        Operation.EXPORT_SESSION,
        Operation.SEE_REPORTS,
        Operation.SEE_STATISTICS,
    }
    assert {role for role in Role if may(role, Operation.CHANGE_CATEGORIES)} == {Role.ADMIN}
    assert {role for role in Role if may(role, Operation.ERASE_RECORD)} == {Role.ADMIN}
    assert {role for role in Role if may(role, Operation.SEE_REPORTS)} == {Role.LEAD, Role.ADMIN, Role.AUDITOR}
    assert {role for role in Role if may(role, Operation.SEE_STATISTICS)} == {Role.LEAD, Role.ADMIN, Role.AUDITOR}
    assert {role for role in Role if may(role, Operation.SEE_HEALTH)} == {Role.ADMIN}
    assert {role for role in Role if may(role, Operation.CHANGE_ACCOUNTS)} == {Role.ADMIN}
    assert {role for role in Role if may(role, Operation.END_SESSION)} == {Role.ADMIN}
    assert {role for role in Role if may(role, Operation.CHANGE_POLICIES)} == {Role.ADMIN}
    assert {role for role in Role if may(role, Operation.SEE_POLICIES)} == {Role.ADMIN, Role.AUDITOR}
    assert {role for role in Role if may(role, Operation.EXPORT_LOG)} == {Role.AUDITOR}, (
        "who acts does not hand it out"
    )
    assert {role for role in Role if may(role, Operation.SEE_LOG)} == {Role.ADMIN, Role.AUDITOR}
    assert {role for role in Role if may(role, Operation.SEE_ALL_SESSIONS)} == {Role.ADMIN, Role.AUDITOR}


def test_everybody_keeps_their_own_ways_to_sign_in():
    assert all(may(role, Operation.MANAGE_OWN_WAYS) for role in Role)


def test_auditor_changes_nothing():
    assert not PAGE_MAY[Role.AUDITOR] & {
        Operation.CHANGE_ACCOUNTS,
        Operation.END_SESSION,
        Operation.CHANGE_CATEGORIES,
        Operation.ERASE_RECORD,
        Operation.CHANGE_POLICIES,
    }
