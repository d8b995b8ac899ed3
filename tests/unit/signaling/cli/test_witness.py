import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.cli.exit_code import ExitCode
from signaling.witness.memory import MEMORY_FILE
from tests.fakes.server_record import ServerRecord
from tests.integration.server.running_server import run_here


@pytest.fixture
def record(tmp_path):
    with ServerRecord(tmp_path / "data") as made:
        made.started()
        yield made


@pytest.fixture
def look(tmp_path, record, monkeypatch):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)

    def _look(*options, to=(str(tmp_path / "out.jsonl"),), data="data"):
        places = [word for place in to for word in ("--to", place)]
        folders = ["--data-dir", str(tmp_path / data), "--witness-dir", str(tmp_path / "witness")]
        return run_here("witness", "run", "--once", *folders, *places, *options)

    return _look


def _sentence(done):
    (sentence,) = done.stderr.splitlines()
    return done.returncode, sentence


def test_witness_once_signs_and_delivers(look, tmp_path):
    assert look().returncode == 0
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 1
    assert (tmp_path / "witness" / "witness-key.pem").stat().st_mode & 0o777 == 0o600
    shown = run_here("witness", "status", "--witness-dir", str(tmp_path / "witness"))
    assert shown.returncode == 0
    assert shown.stdout.startswith("state\twatching\n")


def test_witness_says_no_with_a_status_of_its_own(look, record, tmp_path):
    record.plain(5)
    look()
    record.change("DELETE FROM audit_events WHERE seq > 3")
    done = look()
    assert done.returncode == ExitCode.DATA
    assert '"event": "record_refused"' in done.stderr
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 1
    shown = run_here("witness", "status", "--witness-dir", str(tmp_path / "witness"))
    assert shown.returncode == ExitCode.DATA
    assert "problem\tincomplete tail_missing 4" in shown.stdout


def test_witness_whose_outside_witness_is_down_says_so(look, tmp_path):
    assert look(to=["http://127.0.0.1:9/"]).returncode == ExitCode.UNAVAILABLE
    shown = run_here("witness", "status", "--witness-dir", str(tmp_path / "witness"))
    assert shown.returncode == ExitCode.UNAVAILABLE
    assert "witness\thttp://127.0.0.1:9/ 0 1 unreachable" in shown.stdout


def test_witness_status_of_a_witness_that_ended_long_ago(look, tmp_path):
    look()
    path = tmp_path / "witness" / "status.json"
    path.write_text(path.read_text().replace('"seen_unix_s": ', '"seen_unix_s": -'))
    assert (
        run_here("witness", "status", "--witness-dir", str(tmp_path / "witness")).returncode == ExitCode.UNAVAILABLE
    )


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ([], "at least one outside witness"),
        (["out.jsonl"], "no outside witness"),
        (["ftp://x/y"], "no outside witness"),
        (["http://192.0.2.1/"], "would not be protected"),
        (["http://u:s3cret@192.0.2.1/?t=s3cret"], "is no address"),
        (["https://x:99999/"], "is no address"),
        (["s3://LOG"], "is no bucket"),
        (["s3://log"], "AWS_ACCESS_KEY_ID"),
        (["/a/b", "file:/a/b"], "named twice"),
    ],
)
def test_witness_places_that_do_not_fit_are_refused(look, tmp_path, monkeypatch, to, words):
    if to == ["s3://LOG"]:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AK")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SK")
    status, sentence = _sentence(look(to=to))
    assert status == ExitCode.USAGE
    assert words in sentence
    assert "s3cret" not in sentence
    assert not (tmp_path / "witness").exists(), "nothing was made"


def test_witness_file_in_the_servers_own_folder_is_refused(look, tmp_path):
    status, sentence = _sentence(look(to=[str(tmp_path / "data" / "out.jsonl")]))
    assert (status, "has to lie elsewhere" in sentence) == (ExitCode.USAGE, True)


def test_witness_without_a_server_is_refused(look, tmp_path):
    status, sentence = _sentence(look(data="none"))
    assert (status, "Start the server first" in sentence) == (ExitCode.UNREADABLE, True)
    assert not (tmp_path / "none").exists()


def test_witness_with_a_public_key_of_another_kind_is_refused(look, tmp_path):
    public = generate_private_key(65537, 2048).public_key()
    for content in (b"x", public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)):
        (tmp_path / "pub").write_bytes(content)
        status, sentence = _sentence(look("--audit-pub", str(tmp_path / "pub")))
        assert (status, "not the public half" in sentence) == (ExitCode.DATA, True)


@pytest.mark.parametrize("origin", ["two words", "ă", "x" * 301])
def test_witness_log_name_that_does_not_fit_is_refused(look, origin):
    assert _sentence(look("--origin", origin))[0] == ExitCode.USAGE


def test_witness_log_name_stays_what_it_was(look):
    assert look("--origin", "https://one.example").returncode == 0
    assert look().returncode == 0
    status, sentence = _last(look("--origin", "https://two.example"))
    assert (status, "signs for https://one.example" in sentence) == (ExitCode.USAGE, True)


def _last(done):
    return done.returncode, done.stderr.splitlines()[-1]


def test_witness_key_others_can_read_damaged_or_gone_is_refused(look, tmp_path):
    look()
    key = tmp_path / "witness" / "witness-key.pem"
    key.chmod(0o644)
    status, sentence = _last(look())
    assert (status, "chmod 600" in sentence) == (ExitCode.DATA, True)
    key.chmod(0o600)
    key.write_bytes(b"x")
    assert _last(look())[0] == ExitCode.DATA
    key.unlink()
    status, sentence = _last(look())
    assert (status, "is gone" in sentence) == (ExitCode.UNREADABLE, True)
    assert not key.exists()


def test_witness_memory_that_is_damaged_is_refused_and_kept(look, tmp_path):
    look()
    memory = tmp_path / "witness" / MEMORY_FILE
    memory.write_bytes(b"{")
    status, sentence = _last(look())
    assert (status, "damaged" in sentence) == (ExitCode.DATA, True)
    assert memory.read_bytes() == b"{"


def test_witness_notices_another_audit_key(look, record, tmp_path):
    look()
    for name in ("audit-key.pem", "audit-key.pub"):
        (record.folder / name).unlink()
    with ServerRecord(record.folder):
        pass
    status, sentence = _last(look())
    assert (status, "at the last checkpoint" in sentence) == (ExitCode.DATA, True)


def test_witness_ca_file_that_is_none_is_refused(look, tmp_path):
    assert _sentence(look("--ca-file", str(tmp_path / "none")))[0] == ExitCode.UNREADABLE
    (tmp_path / "ca").write_text("x")
    assert _sentence(look("--ca-file", str(tmp_path / "ca")))[0] == ExitCode.DATA


def test_witness_credentials_that_cannot_be_used_are_refused(look, tmp_path):
    path = tmp_path / "credentials"
    for mode, text, status in (
        (0o600, "", ExitCode.DATA),
        (0o644, "[a]\naws_access_key_id=A\naws_secret_access_key=B", ExitCode.DATA),
    ):
        path.write_text(text)
        path.chmod(mode)
        assert _sentence(look("--s3-credentials", str(path), to=["s3://log"]))[0] == status
    path.unlink()
    assert _sentence(look("--s3-credentials", str(path), to=["s3://log"]))[0] == ExitCode.UNREADABLE


def test_witness_folder_that_cannot_be_made_is_refused(look, tmp_path):
    (tmp_path / "witness").write_text("a file")
    assert _sentence(look())[0] == ExitCode.CANNOT_CREATE


def test_witness_status_of_nothing_is_refused(tmp_path):
    status, sentence = _sentence(run_here("witness", "status", "--witness-dir", str(tmp_path)))
    assert (status, "no state of a witness" in sentence) == (ExitCode.UNREADABLE, True)
