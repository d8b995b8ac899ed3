"""What the page about rules says: each rule, its values, and what was typed wrongly, in the reader's language."""

from datetime import datetime

from signaling.admin.speech import Say
from signaling.admin.words import right_words
from signaling.domain.session_policy import (
    DAYS,
    RIGHT_MINUTES_MIN,
    SESSION_MINUTES_MAX,
    SESSION_MINUTES_MIN,
    SESSIONS_PER_AGENT_MAX,
    Rule,
)
from signaling.domain.zones import UTC_NAME, wall_clock


def rule_words(t: Say, rule: str) -> str:
    """A rule by its name in the record."""
    return {
        Rule.FORBIDDEN_RIGHTS: t("Forbidden rights"),
        Rule.REASON_RIGHTS: t("Only with a reason"),
        Rule.RIGHT_MINUTES: t("How long a right lasts at most"),
        Rule.BEGIN_HOURS: t("When sessions may begin"),
        Rule.SESSION_MINUTES: t("Longest session"),
        Rule.SESSIONS_PER_AGENT: t("Sessions of one agent at once"),
    }[Rule(rule)]


def value_words(t: Say, rule: str, value: str) -> str:
    """What a rule says, as the record has it, in words."""
    if not value:
        return {
            Rule.FORBIDDEN_RIGHTS: t("none"),
            Rule.REASON_RIGHTS: t("none"),
            Rule.RIGHT_MINUTES: t("no limit of yours"),
            Rule.BEGIN_HOURS: t("always"),
            Rule.SESSION_MINUTES: t("no limit"),
            Rule.SESSIONS_PER_AGENT: t("up to {count}", count=SESSIONS_PER_AGENT_MAX),
        }[Rule(rule)]
    match Rule(rule):
        case Rule.FORBIDDEN_RIGHTS | Rule.REASON_RIGHTS:
            return ", ".join(right_words(t, right) for right in value.split())
        case Rule.RIGHT_MINUTES:
            limits = (part.partition("=") for part in value.split())
            return ", ".join(
                t("{right}: {count} min", right=right_words(t, right), count=count) for right, _, count in limits
            )
        case Rule.BEGIN_HOURS:
            return _hours_words(t, value)
        case Rule.SESSION_MINUTES:
            return t("{count} min", count=value)
        case Rule.SESSIONS_PER_AGENT:
            return t("up to {count}", count=value)


def _hours_words(t: Say, value: str) -> str:
    words = value.split()
    days = ", ".join(day_words(t, word) for word in words if word in DAYS)
    span, zone = [*(word for word in words if word not in DAYS), UTC_NAME][:2]
    if zone == UTC_NAME:
        return t("{days}, {span} UTC", days=days, span=span)
    return t("{days}, {span} in {zone}", days=days, span=span, zone=zone)


def now_words(t: Say, instant: datetime, zone: str) -> str:
    """What time it is in a zone at that instant."""
    wall = wall_clock(instant, zone)
    return t(
        "In {zone} it is now {day} {time}.",
        zone=zone,
        day=day_words(t, DAYS[wall.weekday()]),
        time=f"{wall:%H:%M}",
    )


def day_words(t: Say, day: str) -> str:
    """A day of the week in few letters."""
    words = (t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun"))
    return words[DAYS.index(day)]


def problem_words(t: Say, problem: str) -> str:
    """Why rules were not changed: a rule that was typed wrongly, or what is in the way."""
    return {
        Rule.FORBIDDEN_RIGHTS.value: t("One of these rights does not exist."),
        Rule.REASON_RIGHTS.value: t("One of these rights does not exist."),
        Rule.RIGHT_MINUTES.value: t(
            "How long a right lasts is a number of minutes from {low} to what stands beside it, or empty.",
            low=RIGHT_MINUTES_MIN,
        ),
        Rule.BEGIN_HOURS.value: t(
            "Choose at least one day and both times, and a time zone of the list; or leave days and times empty."
        ),
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
