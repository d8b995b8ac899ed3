"""What the pages about accounts say: fields, values, what is refused and why, in the reader's language."""

from signaling.admin.speech import Say
from signaling.admin.words import role_words
from signaling.domain.account_changes import AccountAction, ChangeProblem
from signaling.domain.accounts import Account, Role
from signaling.domain.password_rules import PASSWORD_MIN_CHARS


def field_words(t: Say, field: str) -> str:
    """A field of an account by its name in the record."""
    return {
        "email": t("E-mail address"),
        "name": t("Name"),
        "role": t("Role"),
        "organisation": t("Organisation"),
        "is_disabled": t("May sign in"),
        "password": t("Password"),
        "second_factor": t("Second factor"),
        "setup_link": t("Set-up link"),
        "passkey": t("Passkey"),
        "sign_in_service": t("Sign-in service"),
    }[field]


def value_words(t: Say, field: str, value: str) -> str:
    """A value of such a field, as the record has it, in words."""
    if field == "role" and value:
        return role_words(t, Role(value))
    fixed = {
        ("organisation", ""): t("the server's own"),
        ("is_disabled", "no"): t("yes"),
        ("is_disabled", "yes"): t("no"),
        ("password", "old"): t("the present one"),
        ("password", "none"): t("none; the person chooses one at the link"),
        ("second_factor", "totp"): t("the present one"),
        ("second_factor", "none"): t("none; the person sets one up at the link"),
        ("setup_link", "made"): t("a new one, good for 24 hours"),
    }
    return fixed.get((field, value), value or t("none"))


def factor_words(t: Say, person: Account) -> str:
    """What somebody signs in with."""
    if not person.has_password:
        return t("not set up yet")
    return t("password and code") if person.has_second_factor else t("password alone")


def action_words(t: Say, action: AccountAction) -> str:
    """What a button does."""
    return {
        AccountAction.DETAILS: t("Save the change"),
        AccountAction.DISABLE: t("Disable the account"),
        AccountAction.ENABLE: t("Enable the account"),
        AccountAction.NEW_FIRST_FACTOR: t("Make a link for a new password"),
        AccountAction.NEW_SECOND_FACTOR: t("Make a link for a new second factor"),
        AccountAction.NEW_BOTH: t("Make a link for both"),
    }[action]


def effect_words(t: Say, action: AccountAction) -> str:
    """What comes of it at once."""
    return {
        AccountAction.DETAILS: t("The person is signed out everywhere within five seconds and signs in again."),
        AccountAction.DISABLE: t(
            "The person is signed out everywhere within five seconds, and sessions they are in end."
        ),
        AccountAction.ENABLE: t("The person can sign in again with what they had."),
        AccountAction.NEW_FIRST_FACTOR: t(
            "The password is void at once and the person is signed out everywhere. At the link they show their "
            "second factor, if they have one, and choose another password."
        ),
        AccountAction.NEW_SECOND_FACTOR: t(
            "The second factor and all recovery codes are void at once and the person is signed out everywhere. "
            "At the link they type their password and set up another."
        ),
        AccountAction.NEW_BOTH: t(
            "Password, second factor and all recovery codes are void at once and the person is signed out "
            "everywhere. Whoever has the link chooses new ones: hand it over in person or in a way you trust."
        ),
    }[action]


def problem_words(t: Say, problem: ChangeProblem) -> str:
    """Why a change was not made."""
    return {
        ChangeProblem.GONE: t("There is no such account."),
        ChangeProblem.NOT_ALLOWED: t("Your account may not do this any more."),
        ChangeProblem.OWN_ACCOUNT: t("Nobody changes their own account here. Ask another admin."),
        ChangeProblem.LAST_ADMIN: t("This is the last admin who can sign in. Make another one first."),
        ChangeProblem.NEEDS_FACTOR: t(
            "This role needs a second factor, and the person has none. Make a link for one first."
        ),
        ChangeProblem.DISABLED: t("The account is disabled. Enable it first."),
        ChangeProblem.MEANWHILE: t("The account was changed meanwhile. Look at it as it is now, and ask once more."),
        ChangeProblem.NOTHING: t("Nothing is different from before."),
        ChangeProblem.TAKEN: t("This e-mail address has an account already."),
    }[problem]


def set_up_trouble(t: Say, code: str) -> str:
    """Why nothing was set up, by the code of the problem."""
    return {
        "too_short": t("The password must have at least {count} characters.", count=PASSWORD_MIN_CHARS),
        "too_long": t("The password must have at most 256 characters."),
        "repeats": t("The password repeats itself, so it is easy to guess. Take several different words."),
        "guessable": t("The password is made of words everybody tries. Take several that do not belong together."),
        "is_email": t("The password must not hold the e-mail address."),
        "differ": t("The two passwords differ. Type the same one twice."),
        "code_wrong": t(
            "This code is wrong, or its half minute is over. Type the one that shows now. If it is refused again, "
            "look whether the clock of your phone is right."
        ),
        "proof_wrong": t("What you typed of what you have already is wrong. After ten tries this link is void."),
    }[code]
