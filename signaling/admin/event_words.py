"""One event of the record as a sentence, in the reader's language; what this version does not know, by its name."""

from collections.abc import Callable
from typing import Any

from signaling.admin import account_words, policy_words
from signaling.admin.record_words import event_sentences
from signaling.admin.speech import Say
from signaling.admin.words import reason_choices, right_words, role_words
from signaling.domain.accounts import Role


def event_words(t: Say, record: dict[str, Any]) -> str:
    """One event as a sentence; of an unknown kind its own name."""
    kind, data = str(record["type"]), record["data"]
    sentences = _session_sentences(t, data) | _server_sentences(t, data) | event_sentences(t, data)
    return sentences.get(kind, kind)


def _session_sentences(t: Say, data: dict[str, Any]) -> dict[str, str]:
    right = right_words(t, str(data.get("capability", "")))
    reason = str(data.get("reason", ""))
    denied = t("The person did not allow: {right}.", right=right)
    if data.get("source") == "no_reason":
        denied = t("The agent gave no reason, so the person was not asked: {right}.", right=right)
    asked = {
        "person": t("The person offered: {right}.", right=right),
        "screen_gone": t("A shared display is gone, so the person was asked again: {right}.", right=right),
    }.get(str(data.get("cause", "")), t("The agent asked for: {right}.", right=right))
    # What ended is only the earlier yes; under the later one, which stands before it, the right went on.
    revoked = {
        "renewed": t("It goes on, with more time: {right}.", right=right),
        "screen_changed": t("It goes on, with other screens: {right}.", right=right),
    }.get(str(data.get("source", "")), t("Taken back: {right}.", right=right))
    return {
        "code:slot:claimed": t("The agent used the code."),
        "pair:session:ok": t("The two programs proved themselves to each other."),
        "pair:session:failed": t("The two programs did not come together."),
        "session:life:opened": t("The session began."),
        "session:life:resumed": t("A program came back after its connection to the server was lost."),
        "session:life:closed": t("The session ended: {reason}.", reason=reason_choices(t).get(reason, reason)),
        "session:consent:asked": asked,
        "session:consent:granted": t("The person allowed: {right}.", right=right),
        "session:consent:denied": denied,
        "session:consent:revoked": revoked,
        "session:consent:expired": t("Ended by itself: {right}.", right=right),
        "session:consent:paused": t("The person paused everything."),
        "session:consent:resumed": t("The person let it go on."),
        "session:consent:suspicious": t("An answer came that no hand gave; it did not count."),
        "session:control:summary": t(
            "The agent pressed {keys} keys and clicked {clicks} times.",
            keys=data.get("keys_down", 0),
            clicks=data.get("clicks", 0),
        ),
        "session:chat:summary": t(
            "Messages: {person} from the person, {agent} from the agent.",
            person=data.get("from_person", 0),
            agent=data.get("from_agent", 0),
        ),
        "session:drawing:summary": t("The agent drew on the screen: {count}.", count=data.get("marks", 0)),
        "session:files:summary": t(
            "{right}: {saved} of {files} arrived.",
            right=right,
            saved=data.get("saved", 0),
            files=data.get("files", 0),
        ),
        "session:clip:moved": t("{right}: something copied was sent.", right=right),
    }


def _server_sentences(t: Say, data: dict[str, Any]) -> dict[str, str]:
    first, last = data.get("first_seq", 0), data.get("last_seq", 0)
    field, rule = str(data.get("field", "")), str(data.get("rule", ""))
    before, after = str(data.get("before", "")), str(data.get("after", ""))
    return {
        "auth:login:ok": t("Signed in."),
        "auth:login:failed": t("A sign-in was refused."),
        "auth:login:locked": t("Too many wrong sign-ins: locked for a while."),
        "auth:logout:ok": t("Signed out."),
        "auth:access:denied": t(
            "Tried “{operation}”, which the role {role} may not.",
            operation=data.get("operation", ""),
            role=_or_itself(lambda: role_words(t, Role(str(data["role"]))), data.get("role", "")),
        ),
        "auth:step_up:ok": t("Showed the second factor again, for something important."),
        "auth:step_up:failed": t("A second factor for something important was refused."),
        "auth:hand_over:granted": t("Let a console in from the browser, by the number it showed."),
        "auth:hand_over:refused": t("A console was not let in from the browser."),
        "code:slot:made": t("A person asked for a code."),
        "code:slot:released": t("A code was given back."),
        "code:slot:expired": t("A code ran out."),
        "user:account:changed": _account_sentence(t, str(data.get("user_id", "")), field, before, after),
        "policy:rule:changed": t(
            "Rule “{rule}” changed from “{before}” to “{after}”.",
            rule=_or_itself(lambda: policy_words.rule_words(t, rule), rule),
            before=_or_itself(lambda: policy_words.value_words(t, rule, before), before),
            after=_or_itself(lambda: policy_words.value_words(t, rule, after), after),
        ),
        "server:life:started": t("The server started."),
        "server:life:stopped": t("The server stopped."),
        "log:chain:exported": t("The record was exported, events {first} to {last}.", first=first, last=last),
        "log:chain:pruned": t("The record was shortened, events {first} to {last}.", first=first, last=last),
        "log:chain:checkpoint": t("A checkpoint was signed."),
        "log:chain:verify_failed": t("A check of the record found something wrong."),
    }


def _account_sentence(t: Say, user: str, field: str, before: str, after: str) -> str:
    """A change of an account."""
    if field == "role":
        roles: dict[str, str] = {role.value: role_words(t, role) for role in Role}
        now = roles.get(after, after)
        if not before:
            return t("Account {user} was made, as {role}.", user=user, role=now)
        return t(
            "Account {user} was {before} and is {after} now.", user=user, before=roles.get(before, before), after=now
        )
    said = {
        ("is_disabled", "yes"): t("Account {user} was disabled.", user=user),
        ("is_disabled", "no"): t("Account {user} was enabled.", user=user),
        ("password", "new"): t("Account {user} has a new password.", user=user),
        ("password", "none"): t("Account {user} has no password any more.", user=user),
        ("second_factor", "totp"): t("Account {user} has a new second factor.", user=user),
        ("second_factor", "none"): t("Account {user} has no second factor any more.", user=user),
        ("setup_link", "made"): t("A set-up link for account {user} was made.", user=user),
        ("setup_link", "used"): t("The set-up link of account {user} was used.", user=user),
        ("setup_link", "void"): t("The set-up link of account {user} is void.", user=user),
    }
    otherwise = t(
        "Account {user}, {field}: changed from “{before}” to “{after}”.",
        user=user,
        field=_or_itself(lambda: account_words.field_words(t, field), field),
        before=_or_itself(lambda: account_words.value_words(t, field, before), before),
        after=_or_itself(lambda: account_words.value_words(t, field, after), after),
    )
    return said.get((field, after), otherwise)


def _or_itself(say: Callable[[], str], raw: object) -> str:
    """The words for something in a record; itself when they do not fit: a later version may have written it."""
    try:
        return say()
    except (KeyError, ValueError):
        return str(raw)
