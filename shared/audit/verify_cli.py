"""The offline command `alongside-audit verify`: says in plain words whether an exported record is whole.

It needs this package and `cryptography`, no network and nothing else of ours that has further requirements.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from shared.audit.chain import key_id, raw_public_key
from shared.audit.checkpoint import FILE_MAX_BYTES, Checkpoint, CheckpointProblem, read_checkpoint_file
from shared.audit.checkpoint_check import CheckpointReport
from shared.audit.export import ManifestProblem
from shared.audit.export_check import ExportReport, check_export
from shared.audit.pruning import Pruning
from shared.audit.receipt_file import RECEIPT_MAX_BYTES, ReceiptProblem, ReceiptProof, read_receipt
from shared.audit.signature_pool import pool_for
from shared.audit.verifier import Finding, Verdict

PROGRAM = "alongside-audit/0.1.0"
EXIT_INTACT = 0
EXIT_TAMPERED = 1
EXIT_INCOMPLETE = 2
EXIT_BAD_SIGNATURE = 3
EXIT_UNREADABLE = 4
EXIT_USAGE = 64  # EX_USAGE of sysexits.h; argparse's own 2 means "incomplete" here
EXIT_INTERRUPTED = 130  # 128 + SIGINT, what a shell expects

_EXIT_OF = {
    Finding.INTACT: EXIT_INTACT,
    Finding.TAMPERED: EXIT_TAMPERED,
    Finding.INCOMPLETE: EXIT_INCOMPLETE,
    Finding.BAD_SIGNATURE: EXIT_BAD_SIGNATURE,
}
_HEADLINE = {
    Finding.INTACT: "INTACT",
    Finding.TAMPERED: "TAMPERED",
    Finding.INCOMPLETE: "INCOMPLETE",
    Finding.BAD_SIGNATURE: "BAD SIGNATURE",
}
_KEY_FILE_MAX_BYTES = 4096  # a PEM public key is 113 bytes
_SHOWN_MAX_CHARS = 120

_EXIT_CODES = """\
exit codes:
  0   intact: everything that could be checked is as it was written
  1   tampered: something was changed, added or moved; the first such event is named
  2   incomplete: something is missing; the first missing event is named
  3   bad signature: the file, a seal or one of the person's own events is not signed by whom it should be
  4   unreadable: not an export, not a key, or the file could not be read
  64  the command was not understood
"""

_PROBLEM_TEXT = {
    "hash_differs": "its text does not match its hash",
    "link_differs": "it does not follow from the event before it",
    "order_differs": "it stands in the wrong place or comes twice",
    "head_differs": "the last event is not the one the server declared; which event was changed cannot be told",
    "more_than_declared": "there are more events than the server declared",
    "other_session": "it belongs to another session",
    "session_order_differs": "it stands in the wrong place of its session",
    "session_link_differs": "it does not follow from the event before it in its session",
    "event_after_close": "it was added after its session was closed",
    "client_order_differs": "the person's own count goes backwards",
    "seal_differs": "the session does not end where its seal says",
    "added_after_receipt": "the session has more events than the person's receipt",
    "receipt_differs": "the session is not the one the person's receipt was made for",
    "receipt_event_differs": "an event of the person's receipt reads differently here",
    "signature_missing": "it is not signed by the person's own program",
    "signature_wrong": "the signature of the person's own program is wrong",
    "signed_before_opening": "it is signed with a key that no opening of the session names",
    "opened_twice": "its session was open already",
    "signed_by_another_key": "it is signed, but not with the key the session was opened with",
    "manifest_wrong": "the first line is not signed by the server's audit key",
    "manifest_key_differs": "the file is signed with another key than the one given with --pub",
    "seal_wrong": "the session's seal is not signed by the server's audit key",
    "receipt_seal_wrong": "the seal in the receipt is not signed by the server's audit key",
    "receipt_event_wrong": "an event in the receipt does not match its own signature",
    "receipt_key_differs": "the session was opened with another key than the one in the receipt",
    "checkpoint_wrong": "a checkpoint is not signed by the witness whose key was given",
    "checkpoint_differs": "it is not the one the witness signed for",
    "checkpoint_says_more": "it and what should follow are missing; the witness signed for a longer record",
    "checkpoint_event_missing": "the witness signed for it, and it is not in this file",
    "gap": "it is missing",
    "session_gap": "an event of its session before it is missing",
    "client_gap": "an event the person's program signed before it is missing",
    "beginning_missing": "it and what follows up to this file's first event are missing, and no event signed by the "
    "server's audit key says that they were pruned",
    "tail_missing": "it and what should follow are missing",
    "file_cut": "the file ends in the middle of it",
    "receipt_session_missing": "the receipt's session is not in this file",
    "receipt_says_more": "the receipt was made for a longer record of the session",
    "receipt_event_missing": "an event of the person's receipt is missing here",
}
_UNREADABLE_TEXT = "it is not an event as the server writes them"

_MANIFEST_TEXT = {
    ManifestProblem.EMPTY: "The file is empty.",
    ManifestProblem.NOT_AN_EXPORT: "This is not an exported record: its first line is not a manifest.",
    ManifestProblem.VERSION_UNKNOWN: "This export has a newer form than this program knows.",
}
_TABLE_COLUMNS = (b"seq", b"actor_kind", b"not_verifiable")
_TABLE_TEXT = (
    "This is a table to be read (CSV). Nobody can tell whether a table was changed. Take the JSON Lines file "
    "(.jsonl) from the admin page, or make one with: alongside-server audit export --out record.jsonl"
)
_RECEIPT_TEXT = {
    ReceiptProblem.NOT_A_RECEIPT: "The file given with --receipt is not a receipt.",
    ReceiptProblem.VERSION_UNKNOWN: "The receipt has a newer form than this program knows.",
    ReceiptProblem.TOO_LARGE: "The file given with --receipt is too large to be a receipt.",
}


_CHECKPOINT_TEXT = {
    CheckpointProblem.NOT_A_CHECKPOINT: "A file given with --checkpoint holds no checkpoint.",
    CheckpointProblem.TOO_LARGE: "A file given with --checkpoint is too large.",
}
_PROGRESS_EVERY_S = 0.5


class _UnusableInputError(Exception):
    """A file that stops the check; its text is the sentence shown."""


class _Progress:
    """A line at the terminal that says how far a long check is; nothing when nobody looks or it is over at once."""

    def __init__(self) -> None:
        self._is_shown = False
        self._due_s = time.monotonic() + _PROGRESS_EVERY_S

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def show(self, events: int) -> None:
        """Say how many events were read."""
        if time.monotonic() < self._due_s or not sys.stderr.isatty():
            return
        self._is_shown, self._due_s = True, time.monotonic() + _PROGRESS_EVERY_S
        sys.stderr.write(f"\r{events:,} events ")
        sys.stderr.flush()


def _is_table(path: Path) -> bool:
    """Whether it is the record as the admin page gives it to be read in a spreadsheet, saved there again or not."""
    try:
        with path.open("rb") as stream:
            first = stream.readline(_KEY_FILE_MAX_BYTES).lower()
    except OSError:
        return False
    return all(name in first for name in _TABLE_COLUMNS) or path.suffix.lower() == ".csv"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sys.stderr.write(f"{self.prog}: {escape_text(message)}\n")
        raise SystemExit(EXIT_USAGE)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit code."""
    try:
        code = run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read our words has gone; without this the interpreter would complain once more when it leaves.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_UNREADABLE
    raise SystemExit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say, write the result to standard output, and return the exit code."""
    parser = _build_parser()
    options = parser.parse_args(arguments)
    if bool(options.checkpoint) != bool(options.witness_pub):
        parser.error("--checkpoint and --witness-pub belong together")
    try:
        trusted_key = _read_key(options.pub, "--pub") if options.pub else None
        receipt = _read_receipt_file(options.receipt) if options.receipt else None
        checkpoints = [each for path in options.checkpoint for each in _read_checkpoints(path)]
        witness_keys = frozenset(_read_key(path, "--witness-pub") for path in options.witness_pub)
        with (
            options.file.open("rb") as stream,
            pool_for(os.fstat(stream.fileno()).st_size) as executor,
            _Progress() as progress,
        ):
            report = check_export(
                stream,
                trusted_key=trusted_key,
                receipt=receipt,
                checkpoints=checkpoints,
                witness_keys=witness_keys,
                executor=executor,
                is_every_signature=options.every_signature,
                on_progress=progress.show,
            )
    except _UnusableInputError as error:
        return _unreadable(str(error))
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL character.
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a usable path"
        which = f" ({escape_text(str(error.filename))})" if isinstance(error, OSError) and error.filename else ""
        return _unreadable(f"A file could not be read: {escape_text(reason)}{which}.")
    if isinstance(report, ManifestProblem):
        is_table = report is ManifestProblem.NOT_AN_EXPORT and _is_table(options.file)
        return _unreadable(_TABLE_TEXT if is_table else _MANIFEST_TEXT[report])
    if checkpoints and report.manifest.sid is not None:
        return _unreadable("A checkpoint is of the whole record, and this file holds one session.")
    sys.stdout.write("\n".join(describe_report(report)) + "\n")
    return _EXIT_OF[report.verdict.finding]


def describe_report(report: ExportReport) -> list[str]:
    """Put a report into lines of plain words; text from the file is escaped."""
    verdict, manifest = report.verdict, report.manifest
    lines = [f"{_HEADLINE[verdict.finding]}: {_describe_finding(report)}"]
    what = f"session {manifest.sid}" if manifest.sid else f"events {manifest.start.count + 1} to {manifest.end.count}"
    origin = escape_text(manifest.origin) or "a server whose address it does not say"
    lines.append(
        f"  File: {what} of {origin}, exported {escape_text(manifest.exported_at)} "
        f"by {escape_text(manifest.exported_by)}."
    )
    if report.trusted_key is not None and report.trusted_key != manifest.key:
        given, found = key_id(report.trusted_key), key_id(manifest.key)
        lines.append(f"  Server's audit key: you gave {given}, the file is signed with {found}.")
    elif report.trusted_key is not None:
        lines.append(f"  Server's audit key: the one you gave, {key_id(manifest.key)}.")
    else:
        lines.append(
            f"  Server's audit key: {key_id(manifest.key)}, taken from the file itself. To know that it is your "
            "server's, give it with --pub."
        )
    if report.pruning is not None:
        lines.append(f"  Pruned: {_describe_pruning(report.pruning)}")
    if report.checkpoints is not None:
        lines.append(f"  Checkpoints: {_describe_checkpoints(report.checkpoints)}")
    if verdict.finding is Finding.INTACT:
        lines.append(f"  End of the chain: {verdict.head.hash}")
    return lines


def escape_text(text: str) -> str:
    """Make text from a file safe for a terminal and a single line: everything but printable ASCII is escaped."""
    shown = text if len(text) <= _SHOWN_MAX_CHARS else text[:_SHOWN_MAX_CHARS] + "..."
    return "".join(
        character if " " <= character <= "~" and character != "\\" else character.encode("unicode_escape").decode()
        for character in shown
    )


def _describe_finding(report: ExportReport) -> str:
    verdict = report.verdict
    if verdict.finding is Finding.INTACT:
        checked = [_count(verdict.events, "event"), "chain unbroken"]
        checked.append(f"{_count(verdict.signed_consents, 'consent event')} signed by the person's own program")
        if report.manifest.seal is not None:
            checked.append("session seal right")
        if report.receipt is not None:
            checked.append(_receipt_words(report.receipt))
        if report.checkpoints is not None:
            checked.append(f"{_count(report.checkpoints.checked, 'checkpoint')} agree")
        return ", ".join(checked) + "."
    return f"{_place_words(report.manifest.sid, verdict)}{_PROBLEM_TEXT.get(verdict.problem, _UNREADABLE_TEXT)}."


def _receipt_words(receipt: ReceiptProof) -> str:
    if receipt.seal is None:
        return "receipt matches (the person's own events; it holds no seal of the server)"
    return "receipt matches"


def _describe_pruning(found: Pruning) -> str:
    kept = found.kept.count
    across = f" but for those of {kept} session{'' if kept == 1 else 's'} that went on," if kept else ""
    return (
        f"events 1 to {found.end.count}, all from before {found.before},{across} were taken away by the server. "
        f"Event {found.event_seq} says so, signed with its audit key; the rest goes on from there."
    )


def _describe_checkpoints(found: CheckpointReport) -> str:
    names = ", ".join(sorted(escape_text(origin) for origin in found.origins)[:3])
    if found.pruned:
        names += f" ({found.pruned} more of events that were pruned)"
    if found.differs_at is None:
        return f"{found.checked} of {names}; the record agrees up to event {found.agreed_count}."
    return (
        f"{found.checked} of {names}; the record agrees up to event {found.agreed_count}. "
        f"What differs first is among events {found.agreed_count + 1} to {found.differs_at}."
    )


def _place_words(sid: str | None, verdict: Verdict) -> str:
    if verdict.first_bad_seq is None:
        return ""
    return f"event {verdict.first_bad_seq}{' of the session' if sid else ''}: "


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _unreadable(sentence: str) -> int:
    sys.stdout.write(f"UNREADABLE: {sentence}\n")
    return EXIT_UNREADABLE


def _read_checkpoints(path: Path) -> list[Checkpoint]:
    with path.open("rb") as stream:
        found = read_checkpoint_file(stream.read(FILE_MAX_BYTES + 1))
    if isinstance(found, CheckpointProblem):
        raise _UnusableInputError(_CHECKPOINT_TEXT[found])
    return found


def _read_key(path: Path, option: str) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(_KEY_FILE_MAX_BYTES)
    text = data.strip()
    try:
        if not text.startswith(b"-----BEGIN"):
            return raw_public_key(Ed25519PublicKey.from_public_bytes(bytes.fromhex(text.decode("ascii"))))
        key = load_pem_public_key(text)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _UnusableInputError(f"The file given with {option} is not a public key.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise _UnusableInputError(f"The key given with {option} is not an Ed25519 key.")
    return raw_public_key(key)


def _read_receipt_file(path: Path) -> ReceiptProof:
    with path.open("rb") as stream:
        receipt = read_receipt(stream.read(RECEIPT_MAX_BYTES + 1))
    if isinstance(receipt, ReceiptProblem):
        raise _UnusableInputError(_RECEIPT_TEXT[receipt])
    return receipt


def _build_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="alongside-audit",
        description="Check a record that was exported from an Alongside server. Works without network.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=PROGRAM, help="print the version and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify",
        help="say whether a file is whole and unchanged",
        description="Say whether an exported file is whole and unchanged, and where it first is not.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verify.add_argument("file", type=Path, metavar="FILE", help="the exported file (JSON Lines)")
    verify.add_argument("--pub", type=Path, metavar="KEY", help="the server's public audit key, PEM or 64 hex digits")
    verify.add_argument("--receipt", type=Path, metavar="RECEIPT", help="the receipt a person kept of one session")
    verify.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        action="append",
        default=[],
        help="checkpoints of a witness: one note, or the file they are kept in; may be given again",
    )
    verify.add_argument(
        "--witness-pub",
        type=Path,
        metavar="KEY",
        action="append",
        default=[],
        help="a witness's public key, PEM or 64 hex digits; may be given again",
    )
    verify.add_argument(
        "--every-signature",
        action="store_true",
        help="check each of the person's signatures, also where a later one stands for it; takes longer",
    )
    return parser


if __name__ == "__main__":
    main()
