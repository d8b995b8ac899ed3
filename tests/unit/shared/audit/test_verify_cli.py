import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.audit.canonical import canonical_json, parse_canonical
from shared.audit.chain import key_id, raw_public_key
from shared.audit.checkpoint import encode_witness_line, sign_checkpoint
from shared.audit.event import AuditTag
from shared.audit.verify_cli import _PROBLEM_TEXT, EXIT_UNREADABLE, run
from tests.unit.shared.audit.conftest import Record

ROOT = Path(__file__).parents[4]
VECTORS = ROOT / "tests" / "vectors" / "audit"
SID = "a" * 32


@pytest.fixture
def check(tmp_path, capsys):
    def _check(data, *options):
        path = tmp_path / "export.jsonl"
        path.write_bytes(data)
        code = run(["verify", str(path), *map(str, options)])
        return code, capsys.readouterr().out

    return _check


def test_verify_intact_file_says_what_was_checked(capsys):
    code = run(
        [
            "verify",
            str(VECTORS / "session.jsonl"),
            "--pub",
            str(VECTORS / "audit.pub"),
            "--receipt",
            str(VECTORS / "receipt.json"),
        ]
    )
    out = capsys.readouterr().out
    assert code == 0
    assert out.startswith(
        "INTACT: 7 events, chain unbroken, 4 consent events signed by the person's own program, "
        "session seal right, receipt matches.\n"
    )
    assert "the one you gave" in out


def test_verify_without_key_says_that_the_key_came_from_the_file(check, record):
    code, out = check(record.export())
    assert code == 0
    assert "give it with --pub" in out


def test_verify_another_key_than_the_files_names_both(check, record, tmp_path):
    other = tmp_path / "other.pub"
    other_key = Ed25519PrivateKey.generate()
    other.write_text(raw_public_key(other_key).hex())
    code, out = check(record.export(), "--pub", other)
    given, found = key_id(raw_public_key(other_key)), key_id(raw_public_key(record.server_key))
    assert code == 3
    assert f"Server's audit key: you gave {given}, the file is signed with {found}." in out


def test_version_is_told(capsys):
    with pytest.raises(SystemExit):
        run(["--version"])
    assert capsys.readouterr().out == "alongside-audit/0.1.0\n"


def test_verify_file_that_names_no_server_says_so(check, record):
    code, out = check(record.export(origin=""))
    assert code == 0
    assert "of a server whose address it does not say, exported" in out


def test_verify_pem_key_is_accepted(check, record, tmp_path):
    pem = tmp_path / "audit.pem"
    pem.write_bytes(record.server_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert check(record.export(), "--pub", pem)[0] == 0


def test_verify_edited_event_exits_1_and_names_it(check, record):
    lines = record.lines()
    lines[4] = canonical_json({**parse_canonical(lines[4]), "outcome": "failed"})
    code, out = check(record.export(lines=lines))
    assert code == 1
    assert out.startswith("TAMPERED: event 5: its text does not match its hash.\n")


def test_verify_cut_tail_exits_2_and_names_the_first_missing(check, record):
    code, out = check(record.export(lines=record.lines()[:9]))
    assert (code, out.splitlines()[0]) == (2, "INCOMPLETE: event 10: it and what should follow are missing.")


def test_verify_forged_consent_exits_3(check, record):
    record.append(AuditTag.CONSENT_REVOKED, {"capability": "view", "epoch": 2, "source": "panic"}, "b" * 32)
    code, out = check(record.export())
    assert (code, out.splitlines()[0]) == (
        3,
        "BAD SIGNATURE: event 17: it is not signed by the person's own program.",
    )


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"{}\n", b"\x7fELF"])
def test_verify_other_file_exits_4(check, data):
    code, out = check(data)
    assert code == 4
    assert out.startswith("UNREADABLE: ")


def test_verify_missing_file_directory_or_odd_path_exits_4(capsys, tmp_path):
    for path in (tmp_path / "none", tmp_path, "a\x00b"):
        assert run(["verify", str(path)]) == 4
        out = capsys.readouterr().out
        assert out.startswith("UNREADABLE: A file could not be read: ")
        assert "\x00" in str(path) or str(path)[:40] in out, "it says which of the two files"


@pytest.mark.parametrize(
    "data", [b"", b"zz" * 32, b"00" * 31, b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "я".encode()]
)
def test_verify_bad_key_file_exits_4(check, record, tmp_path, data):
    (tmp_path / "bad.pub").write_bytes(data)
    code, out = check(record.export(), "--pub", tmp_path / "bad.pub")
    assert (code, out) == (4, "UNREADABLE: The file given with --pub is not a public key.\n")


def test_verify_key_of_another_kind_exits_4(check, record, tmp_path):
    public = generate_private_key(SECP256R1()).public_key()
    (tmp_path / "ec.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    assert check(record.export(), "--pub", tmp_path / "ec.pem")[0] == 4


def test_verify_bad_receipt_exits_4(check, record, tmp_path):
    (tmp_path / "r.json").write_bytes(b"{}")
    assert check(record.export(), "--receipt", tmp_path / "r.json")[0] == 4


@pytest.mark.parametrize(
    "arguments", [[], ["verify"], ["prove", "x"], ["verify", "x", "--nope"], ["verify", "x", "\x1b[2J"]]
)
def test_verify_wrong_usage_exits_64(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 64
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["verify", "--help"]])
def test_verify_help_lists_the_exit_codes(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("tampered", "incomplete", "bad signature", "unreadable", "64"))


@pytest.mark.parametrize(
    "text", ["a\r\nINTACT: all fine", "\x1b[2J\x1b[H", "\u2028\u202eevil", "x" * 300, "tab\tbell\x07", "\\x1b"]
)
def test_verify_hostile_text_stays_on_one_printable_line(check, record, text):
    code, out = check(record.export(origin=text, exported_by=text, exported_at=text))
    assert code == 0
    assert len(out.splitlines()) == 4
    assert re.fullmatch(r"[ -~\n]*", out)


def test_verify_hostile_text_in_event_is_part_of_the_hash_only(check, record):
    record.append(AuditTag.LOGIN_FAILED, {"method": "a\r\nb\x1b[2J\u2028", "reason": "=cmd()"})
    assert b"\\r\\nb\\u001b[2J\\u2028" in record.lines()[-1]
    assert check(record.export())[0] == 0


@pytest.fixture
def witness(tmp_path, record):
    """Files of a witness: its key, and what it kept of the record's chain."""
    key = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
    heads = [linked.head for _, linked in record.linked]
    notes = [sign_checkpoint("https://help.example", head, key) for head in (heads[4], heads[15])]
    (tmp_path / "w.pub").write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "log.jsonl").write_bytes(b"".join(encode_witness_line(note, "then") for note in notes))
    (tmp_path / "note.txt").write_bytes(notes[1])
    return tmp_path


@pytest.mark.parametrize(("name", "count"), [("log.jsonl", "2 checkpoints"), ("note.txt", "1 checkpoint")])
def test_verify_checkpoints_that_agree_are_told(check, record, witness, name, count):
    code, out = check(record.export(), "--checkpoint", witness / name, "--witness-pub", witness / "w.pub")
    assert code == 0
    assert f"{count} agree." in out
    assert "the record agrees up to event 16." in out


def test_verify_record_cut_below_a_checkpoint_exits_2_and_names_the_first_missing(check, witness):
    short = Record()
    short.append(AuditTag.LOGIN_OK, {"method": "password"})
    code, out = check(short.export(), "--checkpoint", witness / "log.jsonl", "--witness-pub", witness / "w.pub")
    assert (code, out.splitlines()[0]) == (
        2,
        "INCOMPLETE: event 2: it and what should follow are missing; the witness signed for a longer record.",
    )


def test_verify_record_written_anew_exits_1_and_names_the_event(check, witness):
    other = Record()
    for _ in range(20):
        other.append(AuditTag.LOGOUT_OK, {})
    code, out = check(other.export(), "--checkpoint", witness / "log.jsonl", "--witness-pub", witness / "w.pub")
    assert (code, out.splitlines()[0]) == (1, "TAMPERED: event 5: it is not the one the witness signed for.")
    assert "What differs first is among events 1 to 5." in out


def test_verify_checkpoint_of_another_witness_exits_3(check, record, witness):
    (witness / "other.pub").write_text(raw_public_key(Ed25519PrivateKey.generate()).hex())
    note, other = witness / "note.txt", witness / "other.pub"
    assert check(record.export(), "--checkpoint", note, "--witness-pub", other)[0] == 3
    assert (
        check(record.export(), "--checkpoint", note, "--witness-pub", other, "--witness-pub", witness / "w.pub")[0]
        == 0
    )


def test_verify_checkpoint_beside_one_session_exits_4(check, record, witness):
    code, out = check(record.export(SID), "--checkpoint", witness / "note.txt", "--witness-pub", witness / "w.pub")
    assert (code, out) == (4, "UNREADABLE: A checkpoint is of the whole record, and this file holds one session.\n")


def test_verify_file_without_a_checkpoint_exits_4(check, record, witness):
    for bad, options in (("log.jsonl", "w.pub"), ("w.pub", "w.pub")):
        (witness / "bad").write_bytes((witness / bad).read_bytes()[:40])
        code, out = check(record.export(), "--checkpoint", witness / "bad", "--witness-pub", witness / options)
        assert (code, out) == (4, "UNREADABLE: A file given with --checkpoint holds no checkpoint.\n")
    code, out = check(record.export(), "--checkpoint", witness / "note.txt", "--witness-pub", witness / "note.txt")
    assert (code, out) == (4, "UNREADABLE: The file given with --witness-pub is not a public key.\n")


@pytest.mark.parametrize("option", ["--checkpoint", "--witness-pub"])
def test_verify_checkpoint_without_its_key_exits_64(check, record, witness, capsys, option):
    with pytest.raises(SystemExit) as left:
        check(record.export(), option, witness / "note.txt")
    assert left.value.code == 64
    assert "belong together" in capsys.readouterr().err


def test_verify_says_how_far_it_is_only_at_a_terminal(check, record, monkeypatch, capsys):
    monkeypatch.setattr("shared.audit.verify_cli._PROGRESS_EVERY_S", 0.0)
    monkeypatch.setattr("shared.audit.export_check.BATCH_EVENTS", 4)
    assert check(record.export())[0] == 0
    assert capsys.readouterr().err == ""
    with monkeypatch.context() as patch:
        shown = io.StringIO()
        shown.isatty = lambda: True
        patch.setattr("sys.stderr", shown)
        assert check(record.export())[0] == 0
    assert "\r16 events " in shown.getvalue()
    assert shown.getvalue().endswith("\r\x1b[K")


def test_verify_large_file_gives_the_same_in_processes(check, record, monkeypatch):
    monkeypatch.setattr("shared.audit.signature_pool.WORTH_BYTES", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    assert check(record.export())[0] == 0
    record.grant("b" * 32, 9, key=Ed25519PrivateKey.generate())
    code, out = check(record.export())
    assert (code, out.splitlines()[0]) == (
        3,
        "BAD SIGNATURE: event 17: it is signed, but not with the key the session was opened with.",
    )


def test_verify_every_problem_has_words():
    package = ROOT / "shared" / "audit"
    noted = set()
    for name in ("verifier.py", "receipt_file.py", "export_check.py", "checkpoint_check.py"):
        text = (package / name).read_text()
        noted |= set(re.findall(r"\.note\(\s*Finding\.\w+,[^\n]*?\"([a-z_]+)\"", text))
    assert noted
    assert noted <= set(_PROBLEM_TEXT)


def test_verify_runs_with_only_cryptography_installed():
    # Stands in for a bare machine: every other package of ours is hidden from the import system.
    program = (
        "import sys\n"
        "class Wall:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'msgspec', 'typer', 'structlog', 'spake2', 'PySide6', 'aiortc', 'platformdirs'}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Wall())\n"
        "from shared.audit.verify_cli import main\n"
        f"main(['verify', {str(VECTORS / 'chain.jsonl')!r}])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_verify_reader_gone_leaves_no_traceback():
    read_end, write_end = os.pipe()
    os.close(read_end)
    arguments = [sys.executable, "-m", "shared.audit.verify_cli", "verify", str(VECTORS / "chain.jsonl")]
    done = subprocess.run(arguments, cwd=ROOT, stdout=write_end, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write_end)
    assert (done.returncode, done.stderr) == (4, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "x.csv",
            '"seq","ts","type","outcome","actor_kind","actor_id","sid","data","peer","not_verifiable"\r\n1,2\r\n',
        ),
        ("renamed.txt", "seq;ts;type;actor_kind;not_verifiable\n"),
        ("resaved.CSV", "anything\n"),
    ],
)
def test_table_is_called_one_and_the_file_it_takes_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
):
    (tmp_path / name).write_text(text)
    assert run(["verify", str(tmp_path / name)]) == EXIT_UNREADABLE
    said = capsys.readouterr()
    assert "This is a table to be read (CSV)" in said.out + said.err
    assert ".jsonl" in said.out + said.err
