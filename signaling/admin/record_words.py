"""What the pages say of the record of a session: results, causes of a report, and its events, in one language."""

from collections.abc import Mapping
from typing import Any

from signaling.admin.speech import Say
from signaling.domain.session_record import Category, ReportCause, SessionResult


def kind_words(category_id: str, kinds: Mapping[str, Category], language: str) -> str:
    """The name of a kind of problem; its id when nobody knows it any more, as in a record of another server."""
    return kinds[category_id].name_in(language) if category_id in kinds else category_id


def result_words(t: Say, result: SessionResult) -> str:
    """How it went."""
    return {
        SessionResult.SOLVED: t("Solved"),
        SessionResult.PARTLY: t("Partly solved"),
        SessionResult.UNSOLVED: t("Not solved"),
        SessionResult.PASSED_ON: t("Passed on to somebody else"),
    }[result]


def cause_words(t: Say, cause: ReportCause) -> str:
    """What was wrong, as the person chose it."""
    return {
        ReportCause.UNKNOWN_HELPER: t("“I did not know this person.”"),
        ReportCause.UNWANTED_ACT: t("“They did something I did not want.”"),
        ReportCause.ASKED_FOR_MONEY: t("“They asked for money or passwords.”"),
        ReportCause.OTHER: t("“Something else.”"),
    }[cause]


def stars_words(t: Say, stars: int) -> str:
    """For those who do not see the stars."""
    return t("{stars} of 5 stars", stars=stars)


def event_sentences(t: Say, data: dict[str, Any]) -> dict[str, str]:
    """Each event of the record as a sentence, by its name."""
    session = str(data.get("sid", ""))[:8]
    return {
        "session:record:described": t("The problem of session {session} was kept, encrypted.", session=session),
        "session:record:filed": t(
            "Session {session} was filed as {category}, {result}.",
            session=session,
            category=data.get("category", ""),
            result=data.get("result", ""),
        ),
        "session:record:rated": t(
            "The person gave session {session} {stars} of 5 stars.", session=session, stars=data.get("stars", 0)
        ),
        "session:record:reported": t(
            "The person reported that something was wrong in session {session}.", session=session
        ),
        "session:record:receipt": t(
            "A part of the receipt of session {session} was kept, encrypted.", session=session
        ),
        "session:record:taken": t("The receipt of session {session} was taken along.", session=session),
        "session:record:erased": t("The texts of session {session} were erased for good.", session=session),
    }
