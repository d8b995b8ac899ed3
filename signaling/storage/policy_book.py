"""Keeps the organisation's rules, each change on record in the same transaction: implements the port `PolicyBook`."""

from sqlalchemy import Connection, delete, insert, select

from shared.audit.event import AuditTag
from signaling.domain.accounts import Account, Role
from signaling.domain.audit_log import server_event
from signaling.domain.ports import AuditUnwritableError, Caller, Moment
from signaling.domain.session_policy import Rule, RuleError, SessionPolicy, policy_of, rules_of
from signaling.storage import account_store
from signaling.storage.account_directory import Store
from signaling.storage.audit_store import append_event
from signaling.storage.models import policy_rules


class DatabasePolicies:
    """See the port for what each method promises."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def current(self) -> SessionPolicy:
        """What is in force now."""
        return await self._store.read(_read)

    async def change(
        self, wanted: SessionPolicy, *, seen: SessionPolicy, by: Account, caller: Caller, now: Moment
    ) -> bool:
        """Put other rules in force, each difference on record."""

        def step(connection: Connection) -> bool:
            doer, present = account_store.read_account(connection, by.account_id), _read(connection)
            if doer is None or doer.is_disabled or doer.role is not Role.ADMIN or present != seen:
                return False
            before, after = rules_of(present), rules_of(wanted)
            for rule in (rule for rule in before if before[rule] != after[rule]):
                connection.execute(delete(policy_rules).where(policy_rules.c.rule == rule.value))
                if after[rule]:
                    connection.execute(insert(policy_rules), {"rule": rule.value, "value": after[rule]})
                data = {"rule": rule.value, "before": before[rule], "after": after[rule]}
                event = server_event(AuditTag.POLICY_CHANGED, data, now=now, actor=doer.actor, connection=caller)
                append_event(connection, event)
            return True

        return await self._store.write(step)


def _read(connection: Connection) -> SessionPolicy:
    rows = connection.execute(select(policy_rules.c.rule, policy_rules.c.value))
    rules = {str(row.rule): str(row.value) for row in rows}
    if not {rule.value for rule in Rule}.issuperset(rules):
        # A later version wrote it, and this one could not apply it: nothing begins.
        raise AuditUnwritableError
    try:
        return policy_of(rules)
    except RuleError as error:
        # Somebody wrote in the database by hand, or a time zone is gone: nothing begins until it makes sense again.
        raise AuditUnwritableError from error
