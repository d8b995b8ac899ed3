"""What is wrong with a witness or a keeper outside, in words; the stable names stay in the log."""

from signaling.admin.speech import Say


def keeper_trouble(t: Say, problem: str) -> str:
    """Why the last try to bring a checkpoint somewhere failed."""
    known = {
        "timed_out": t("it did not answer in time"),
        "certificate_refused": t("its certificate is not one that can be trusted"),
        "unreachable": t("it cannot be reached"),
        "redirected": t("it sends elsewhere, and checkpoints follow nobody elsewhere"),
        "internal": t("something broke in the witness; see its log"),
    }
    if problem in known:
        return known[problem]
    kind, _, rest = problem.partition("_")
    if kind == "http":
        return t("it answered {status}", status=rest.replace("_", " "))
    if kind == "file":
        return t("the file cannot be written")
    if kind == "queue":
        return t("the witness cannot write what waits to its own disk")
    return t("it did not take the checkpoint; see the witness's log")


def refusal_words(t: Say, finding: str, first_bad_seq: int | None) -> str:
    """What the witness found in the record when it refused to sign."""
    if first_bad_seq is None:
        return {
            "tampered": t("Something in the record was changed."),
            "incomplete": t("Something is missing in the record."),
            "bad_signature": t("A signature in the record is wrong."),
        }.get(finding, t("The record is not the one that was signed for."))
    return {
        "tampered": t("Event {number} was changed, or something before it was.", number=first_bad_seq),
        "incomplete": t("Event {number} is missing.", number=first_bad_seq),
        "bad_signature": t("The signature of event {number} is wrong.", number=first_bad_seq),
    }.get(finding, t("The first event it concerns is number {number}.", number=first_bad_seq))


def watch_trouble(t: Say, problem: str) -> str:
    """What keeps the witness from its work, when it is not the record."""
    if problem == "memory_unwritable":
        return t("It cannot write to its own folder, so it signs nothing.")
    return t("It cannot open the database.")
