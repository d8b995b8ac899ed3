"""Says why somebody was not signed in, or why a way to sign in was not changed, and what to do about it."""

from functools import partial

from shared.cli.text import sentence_in


def trouble_words(language: str, code: str) -> str:
    """One or two sentences in that language; of an unknown code, that there were too many tries."""
    t = partial(sentence_in, language)
    return {
        "sign_in_refused": t("The e-mail address or the password is wrong."),
        "second_factor_needed": t("Your account needs the code as well."),
        "passkey_or_code": t("The password was right. Go on with your passkey, or type the password with the code."),
        "second_factor_refused": t(
            "This code is wrong, or its half minute is over. Type the one that shows now. If it is refused again, "
            "look whether the clock of your phone is right."
        ),
        "second_factor_reused": t(
            "This code was used already. Wait for the next one; it comes within half a minute."
        ),
        "second_factor_missing": t(
            "Your account needs a second factor and has none. Ask whoever runs the server for one."
        ),
        "passkey_needed": t(
            "Your role signs in here with a passkey. If yours is lost, type one of your recovery codes in place of "
            "the six digits."
        ),
        "passkey_again": t(
            "Your role does this with a passkey only. The code was not looked at, so it is not used up, and nothing "
            "has happened."
        ),
        "password_late": t("The password was typed more than five minutes ago. Type it again."),
        "passkey_impossible": t(
            "Passkeys do not work at this address of the server. Sign in with your password and code."
        ),
        "passkey_late": t(
            "That took longer than five minutes, or this answer was used already. Press the button again."
        ),
        "passkey_elsewhere": t(
            "This passkey was asked for on another page than this one, so it was refused. Look at the address of the "
            "page; if it is not the server's, close it and tell whoever runs the server."
        ),
        "passkey_not_verified": t(
            "Your device did not check that it is you. Set up its PIN, fingerprint or face, then try again."
        ),
        "passkey_copied": t(
            "This passkey was refused: there may be a copy of it. Sign in with password and code, remove it under "
            "“Ways to sign in”, and tell whoever runs the server."
        ),
        "passkey_unknown": t(
            "This server does not know that passkey; it may have been removed. Sign in with your password and code."
        ),
        "passkey_of_another": t("This passkey belongs to another account. Choose one of yours."),
        "account_disabled": t("This account may not sign in any more. Ask whoever runs the server."),
        "passkey_taken": t("This passkey is known here already. Make a new one."),
        "passkey_refused": t("The passkey could not be checked. Try again, or use your password and code."),
        "passkeys_too_many": t("An account can have ten passkeys. Remove one you no longer use."),
        "passkey_name_bad": t("Give the passkey a name of 1 to 80 characters, so that you know it again."),
        "passkey_gone": t("This passkey is not there any more."),
        "passkey_last": t("This is the last one, and your role cannot sign in without. Add another first."),
        "provider_late": t("That took too long, or this answer was used already. Begin again."),
        "provider_declined": t("The sign-in service did not sign you in. Try again, or use your password and code."),
        "provider_refused": t(
            "What the sign-in service said could not be believed, so you are not signed in. Tell whoever runs the "
            "server; meanwhile use your password and code."
        ),
        "provider_clock": t(
            "The clocks of this server and of the sign-in service differ, so nothing can be checked. Whoever runs "
            "the server has to set its clock. Meanwhile use your password and code."
        ),
        "provider_old": t(
            "You signed in at the sign-in service more than ten minutes ago, and it did not ask you again. Sign out "
            "there and begin again, or use your password and code."
        ),
        "provider_not_linked": t(
            "No account here is linked with yours at the sign-in service. Ask whoever runs the server to link it, "
            "with this number:"
        ),
        "provider_unreachable": t(
            "The sign-in service cannot be reached now. Use your password and code, or try again later."
        ),
        "provider_too_often": t(
            "The sign-in service was asked too often from your network. Wait a quarter of an hour, or use your "
            "password and code now."
        ),
        "not_fresh": t(
            "You signed in more than ten minutes ago. To change how you sign in, sign out and in again first."
        ),
    }.get(code, t("Too many tries. Wait a quarter of an hour and try again."))
