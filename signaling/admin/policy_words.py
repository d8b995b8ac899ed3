"""What the page about rules says: each rule, its values, and what was typed wrongly, in the reader's language."""

from signaling.admin.speech import Say
from signaling.admin.words import right_words
from signaling.domain.session_policy import (
    DAYS,
    SESSION_MINUTES_MAX,
    SESSION_MINUTES_MIN,
    SESSIONS_PER_AGENT_MAX,
    Rule,
)


def rule_words(t: Say, rule: str) -> str:
    """A rule by its name in the record."""
    return {
        Rule.FORBIDDEN_RIGHTS: t("Forbidden rights"),
        Rule.BEGIN_HOURS: t("When sessions may begin"),
        Rule.SESSION_MINUTES: t("Longest session"),
        Rule.SESSIONS_PER_AGENT: t("Sessions of one agent at once"),
    }[Rule(rule)]


def value_words(t: Say, rule: str, value: str) -> str:
    """What a rule says, as the record has it, in words."""
    if not value:
        return {
            Rule.FORBIDDEN_RIGHTS: t("none"),
            Rule.BEGIN_HOURS: t("always"),
            Rule.SESSION_MINUTES: t("no limit"),
            Rule.SESSIONS_PER_AGENT: t("up to {count}", count=SESSIONS_PER_AGENT_MAX),
        }[Rule(rule)]
    match Rule(rule):
        case Rule.FORBIDDEN_RIGHTS:
            return ", ".join(right_words(t, right) for right in value.split())
        case Rule.BEGIN_HOURS:
            *days, span = value.split()
            return t("{days}, {span} UTC", days=", ".join(day_words(t, day) for day in days), span=span)
        case Rule.SESSION_MINUTES:
            return t("{count} min", count=value)
        case Rule.SESSIONS_PER_AGENT:
            return t("up to {count}", count=value)


def day_words(t: Say, day: str) -> str:
    """A day of the week in few letters."""
    words = (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))
    return words[DAYS.index(day)]


def problem_words(t: Say, problem: str) -> str:
    """Why rules were not changed: a rule that was typed wrongly, or what is in the way."""
    return {
        Rule.FORBIDDEN_RIGHTS.value: t("One of these rights does not exist."),
        Rule.BEGIN_HOURS.value: t("Choose at least one day and both times, or leave all of them empty."),
        Rule.SESSION_MINUTES.value: t(
            "The longest session is a number of minutes from {low} to {high}, or empty.",
            low=SESSION_MINUTES_MIN,
            high=SESSION_MINUTES_MAX,
        ),
        Rule.SESSIONS_PER_AGENT.value: t(
            "The sessions of one agent are a number from 1 to {high}, or empty.", high=SESSIONS_PER_AGENT_MAX
        ),
        "nothing": t("Nothing is different from before."),
        "meanwhile": t("The rules were changed meanwhile. Look at them as they are now, and ask once more."),
    }[problem]
