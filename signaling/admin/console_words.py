"""How a sign-in for a console ended, on the page: what happened, and what to do about it."""

from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.render import render
from signaling.admin.speech import Say, speaker
from signaling.admin.visitor import choose_language
from signaling.domain import hand_over_desk as desk

GRANTED = "granted"
DECLINED = "declined"
FROM_A_LINK = "from_a_link"
_STATUS = {GRANTED: 200, DECLINED: 200, desk.VOID: 404}


def console_end(request: Request, code: str) -> Response:
    """The last page of a hand-over; of an unknown code, that it leads nowhere any more."""
    title, advice = end_words(speaker(choose_language(request)), code)
    values = {"title": title, "advice": advice, "is_good": code == GRANTED}
    return render(request, "console_end.html", status=_STATUS.get(code, 403), values=values)


def end_words(t: Say, code: str) -> tuple[str, str]:
    """What happened, and what to do."""
    void = (
        t("This page leads nowhere any more"),
        t(
            "It was used already, it took longer than five minutes, or the console has given up. Go back to the "
            "console and press “Sign in with your browser” once more."
        ),
    )
    return {
        GRANTED: (t("The console is signed in"), t("You can close this page and go on in the console.")),
        DECLINED: (
            t("Nobody was signed in"),
            t(
                "If you did not ask for this yourself, tell whoever runs the server: somebody may have tried to get "
                "in as you."
            ),
        ),
        desk.NUMBERS_UP: (
            t("Three times another number"),
            t(
                "Nobody was signed in. Go back to the console and press “Sign in with your browser” once more; it "
                "shows a new number then."
            ),
        ),
        desk.ROLE_WITHOUT_CONSOLE: (
            t("This account is not for the console"),
            t("The console is for agents and leads. Sign in with such an account, or open the admin page."),
        ),
        desk.PASSKEY_FIRST: (
            t("Your role signs in with a passkey"),
            t(
                "You came without one, so the console was not signed in. Open the admin page, set a passkey up under "
                "“Ways to sign in”, and then press “Sign in with your browser” in the console once more."
            ),
        ),
        FROM_A_LINK: (
            t("Only the console itself opens this page"),
            t(
                "A link on another page has led here. If somebody sent it to you, do not sign in, and tell whoever "
                "runs the server. To sign your own console in, press “Sign in with your browser” in it."
            ),
        ),
    }.get(code, void)
