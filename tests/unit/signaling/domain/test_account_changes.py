from dataclasses import replace
from datetime import date

import pytest

from signaling.domain.account_changes import (
    LINK_ACTIONS,
    AccountAction,
    AccountChange,
    ChangeProblem,
    change_problem,
    differences,
    stamp_of,
)
from signaling.domain.accounts import Account, Role

FACTOR_ROLES = frozenset({Role.LEAD, Role.ADMIN, Role.AUDITOR})


def _account(number: int = 2, role: Role = Role.AGENT, **changed: object) -> Account:
    account = Account(
        account_id=number, email=f"a{number}@b.org", name="A", role=role, organisation="", is_disabled=False,
        created_on=date(2026, 1, 1), password_hash="$argon2id$x", has_second_factor=True,
    )  # fmt: skip
    return replace(account, **changed)


ADMIN = _account(1, Role.ADMIN)


def _change(target: Account, action: AccountAction, **changed: object) -> AccountChange:
    change = AccountChange(
        account_id=target.account_id, action=action, seen=stamp_of(target), role=target.role,
        organisation=target.organisation,
    )  # fmt: skip
    return replace(change, **changed)


def _problem(target: Account | None, change: AccountChange, *, by: Account | None = ADMIN, other_admins: int = 1):
    return change_problem(by, target, change, other_admins=other_admins, factor_roles=FACTOR_ROLES)


def test_every_action_is_possible_and_says_what_becomes_different():
    target = _account()
    wanted = {
        AccountAction.DETAILS: (("role", "agent", "lead"), ("organisation", "", "Contoso")),
        AccountAction.DISABLE: (("is_disabled", "no", "yes"),),
        AccountAction.NEW_FIRST_FACTOR: (("password", "old", "none"), ("setup_link", "", "made")),
        AccountAction.NEW_SECOND_FACTOR: (("second_factor", "totp", "none"), ("setup_link", "", "made")),
        AccountAction.NEW_BOTH: (
            ("password", "old", "none"), ("second_factor", "totp", "none"), ("setup_link", "", "made"),
        ),
    }  # fmt: skip
    for action, expected in wanted.items():
        change = _change(target, action, role=Role.LEAD, organisation="Contoso")
        assert differences(target, change) == expected
        assert _problem(target, change) is None
    disabled = _account(is_disabled=True)
    assert differences(disabled, _change(disabled, AccountAction.ENABLE)) == (("is_disabled", "yes", "no"),)
    assert _problem(disabled, _change(disabled, AccountAction.ENABLE)) is None


@pytest.mark.parametrize("action", list(AccountAction))
def test_nobody_changes_their_own_account_and_only_an_admin_who_still_is_one_changes_others(action: AccountAction):
    own = _change(ADMIN, action, role=Role.AGENT)
    assert _problem(ADMIN, own) is ChangeProblem.OWN_ACCOUNT
    target = _account(is_disabled=action is AccountAction.ENABLE)
    change = _change(target, action, role=Role.LEAD)
    for by in (
        None,
        replace(ADMIN, is_disabled=True),
        *(_account(9, role) for role in Role if role is not Role.ADMIN),
    ):
        assert _problem(target, change, by=by) is ChangeProblem.NOT_ALLOWED
    assert _problem(None, change) is ChangeProblem.GONE


def test_last_admin_who_can_sign_in_stays_one():
    other = _account(2, Role.ADMIN)
    for change in (_change(other, AccountAction.DISABLE), _change(other, AccountAction.DETAILS, role=Role.AGENT)):
        assert _problem(other, change, other_admins=0) is ChangeProblem.LAST_ADMIN
        assert _problem(other, change) is None
    moved = _change(other, AccountAction.DETAILS, organisation="Contoso")
    assert _problem(other, moved, other_admins=0) is None, "an admin elsewhere is an admin"


def test_what_was_asked_for_of_another_state_is_refused():
    target = _account()
    change = _change(target, AccountAction.DETAILS, role=Role.LEAD)
    for now in (
        replace(target, role=Role.AUDITOR), replace(target, organisation="X"), replace(target, is_disabled=True),
        replace(target, password_hash=""), replace(target, has_second_factor=False),
    ):  # fmt: skip
        assert _problem(now, change) is ChangeProblem.MEANWHILE
    assert _problem(replace(target, password_hash="$argon2id$y"), change) is None, "a hash is nobody's business"


def test_change_of_nothing_a_link_for_the_disabled_and_a_role_without_its_factor_are_refused():
    target = _account()
    assert _problem(target, _change(target, AccountAction.DETAILS)) is ChangeProblem.NOTHING
    assert _problem(target, _change(target, AccountAction.ENABLE)) is ChangeProblem.NOTHING
    disabled = _account(is_disabled=True)
    assert _problem(disabled, _change(disabled, AccountAction.DISABLE)) is ChangeProblem.NOTHING
    for action in LINK_ACTIONS:
        assert _problem(disabled, _change(disabled, action)) is ChangeProblem.DISABLED
    bare = _account(has_second_factor=False)
    for role in FACTOR_ROLES:
        assert _problem(bare, _change(bare, AccountAction.DETAILS, role=role)) is ChangeProblem.NEEDS_FACTOR
