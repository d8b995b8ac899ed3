"""Hostile tests 24, 25 and 26: names that want out of the folder, files that are there already, files that want to run."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from shared.protocol import limits
from shared.transfer import frames as fr
from shared.transfer.incoming import IncomingBatch
from shared.transfer.manifest import Offered, Plan, make_plan
from shared.transfer.outcome import FileRefusedError
from shared.transport.file_source import FileSource, look_at
from shared.transport.file_store import FileStore

TRICKS = [
    "../x",
    "..\\..\\x",
    "/etc/passwd",
    "C:\\Windows\\x",
    "\\\\?\\C:\\x",
    "\\\\server\\share\\x",
    "a:b",
    "CON",
    "con.txt",
    "Lpt1.tar.gz",
    "COM\u00b9",
    "name.",
    "name. . .",
    "name ",
    "n" * 300 + ".txt",
    "\u0419" * 300 + ".pdf",
    "a\x00b",
    "a\nb",
    "photo\u202egpj.exe",
    "\u200b\u200b",
    "",
    "/",
    "..",
    ".",
    "./././x",
    ".bashrc",
    ".ssh/authorized_keys",
    "-rf",
    "~root",
    "a/b/c/d/e/f/g/h/i/j/k/l",
    "a" + "/b" * 400,
    "x|y?z*<>\"'",
    "\ud800",
]


def _send(folder: Path, *files: tuple[str, bytes]) -> list[str]:
    """What a sender that follows no rule of naming brings about: the files as they are named on the disk."""
    plan = make_plan([Offered(path=path, size_bytes=len(data)) for path, data in files])
    assert isinstance(plan, Plan)
    store = FileStore(folder, plan.targets, origin="https://help.example", mark="x1")
    batch = IncomingBatch([len(data) for _, data in files], store)
    batch.connect()
    for index, (_, data) in enumerate(files):
        for frame in (fr.Begin(index, 0), fr.Data(data or b"\n"), fr.End(hashlib.sha256(data).digest())):
            if data or not isinstance(frame, fr.Data):
                batch.feed(fr.encode(frame))
    store.close()
    return [outcome.saved_as or outcome.code for outcome in batch.outcomes]


@pytest.mark.hostile(24)
@pytest.mark.parametrize("path", TRICKS, ids=lambda path: ascii(path)[:24])
def test_any_path_becomes_a_plain_name_inside_the_folder(path: str, tmp_path: Path):
    folder = tmp_path / "chosen"
    folder.mkdir()
    saved = _send(folder, (path, b"data"))[0]
    found = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert [str(each.relative_to(folder)) for each in found] == [saved]
    for part in Path(saved).parts:
        assert part == part.strip(". ") or part.startswith("_")
        assert not part.startswith((".", "-", "~"))
        assert len(part.encode()) <= limits.FILE_NAME_MAX_BYTES
        assert part.isprintable()
        assert not set(part) & set('\\/:*?"<>|')
        assert part.split(".")[0].casefold() not in {"con", "lpt1", "com\u00b9"}
    assert len(Path(saved).parts) <= limits.FILE_DEPTH_MAX


@pytest.mark.hostile(24)
def test_name_is_shown_as_it_will_be_on_the_disk(tmp_path: Path):
    offered = [Offered(path=path, size_bytes=4) for path in ("photo\u202egpj.exe", "../../a.txt", "A.TXT")]
    plan = make_plan(offered)
    assert isinstance(plan, Plan)
    saved = _send(tmp_path, *((each.path, b"data") for each in offered))
    assert saved == [target.shown for target in plan.targets]
    assert saved == ["photogpj.exe", "a.txt", "A (2).TXT"], "the real ending stands at the end"


@pytest.mark.hostile(25)
def test_existing_file_is_never_overwritten(tmp_path: Path):
    (tmp_path / "letter.pdf").write_bytes(b"mine")
    assert _send(tmp_path, ("letter.pdf", b"theirs"), ("LETTER.pdf", b"third")) == [
        "letter (2).pdf",
        "LETTER (2) (2).pdf",
    ]
    assert (tmp_path / "letter.pdf").read_bytes() == b"mine"


@pytest.mark.hostile(25)
def test_link_in_the_place_of_a_file_is_not_written_through(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    folder = tmp_path / "chosen"
    folder.mkdir()
    (folder / "letter.pdf").symlink_to(outside)
    (folder / "dangling.pdf").symlink_to(tmp_path / "new")
    assert _send(folder, ("letter.pdf", b"x"), ("dangling.pdf", b"x")) == ["letter (2).pdf", "dangling (2).pdf"]
    assert outside.read_bytes() == b"mine"
    assert not (tmp_path / "new").exists()


@pytest.mark.hostile(24)
def test_link_in_the_place_of_a_folder_is_not_entered(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "chosen"
    folder.mkdir()
    (folder / "photos").symlink_to(outside)
    assert _send(folder, ("photos/a.jpg", b"x"), ("photos/b.jpg", b"x")) == ["photos (2)/a.jpg", "photos (2)/b.jpg"]
    assert list(outside.iterdir()) == []


@pytest.mark.hostile(25)
def test_folder_that_was_there_before_gets_nothing_new(tmp_path: Path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"mine")
    assert _send(tmp_path, ("photos/a.jpg", b"x")) == ["photos (2)/a.jpg"]
    assert [each.name for each in (tmp_path / "photos").iterdir()] == ["a.jpg"]


@pytest.mark.hostile(24)
def test_folder_swapped_for_a_link_meanwhile_leads_nowhere(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "chosen"
    folder.mkdir()
    plan = make_plan([Offered(path="new/a", size_bytes=1), Offered(path="new/b", size_bytes=1)])
    assert isinstance(plan, Plan)
    store = FileStore(folder, plan.targets, origin="", mark="x1")
    store.begin(0)
    store.write(b"1")
    store.finish()
    (folder / "new").rename(folder / "moved")
    (folder / "new").symlink_to(outside)
    with pytest.raises(FileRefusedError):
        store.begin(1)
    # And the chosen folder itself, held since the yes, is the same whatever stands under its name now.
    folder.rename(tmp_path / "kept")
    folder.symlink_to(outside)
    store.close()
    assert list(outside.iterdir()) == []


@pytest.mark.hostile(25)
def test_file_swapped_for_a_link_before_it_got_its_name_is_not_taken(tmp_path: Path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    folder = tmp_path / "chosen"
    folder.mkdir()
    plan = make_plan([Offered(path="a.txt", size_bytes=1)])
    assert isinstance(plan, Plan)
    store = FileStore(folder, plan.targets, origin="", mark="x1")
    store.begin(0)
    store.write(b"1")
    partial = next(folder.iterdir())
    partial.unlink()
    partial.symlink_to(outside)
    with pytest.raises(FileRefusedError):
        store.finish()
    store.close()
    assert outside.read_bytes() == b"mine"
    assert not (folder / "a.txt").exists()


@pytest.mark.hostile(26)
@pytest.mark.parametrize("name", ["setup.exe", "open-me.lnk", "run.js", "menu.desktop", "install.sh"])
def test_file_that_wants_to_run_is_not_executable_and_bears_the_mark(name: str, tmp_path: Path):
    before = os.umask(0)
    try:
        _send(tmp_path, (name, b"#!/bin/sh\ntouch ran\n"))
    finally:
        os.umask(before)
    path = tmp_path / name
    assert not stat.S_IMODE(path.stat().st_mode) & 0o111
    try:
        assert os.getxattr(path, "user.xdg.origin.url") == b"https://help.example"
    except OSError:
        pytest.skip("this file system keeps no marks")


def test_what_is_not_whole_has_another_name_and_is_removed_at_the_end(tmp_path: Path):
    plan = make_plan([Offered(path="a.txt", size_bytes=10)])
    assert isinstance(plan, Plan)
    store = FileStore(tmp_path, plan.targets, origin="", mark="x1")
    store.begin(0)
    store.write(b"12345")
    assert [each.name for each in tmp_path.iterdir()] == [".x1-0.part"]
    store.close()
    assert list(tmp_path.iterdir()) == []


def test_disk_without_room_is_said_before_anything_is_written(tmp_path: Path):
    plan = make_plan([Offered(path="a", size_bytes=2**39)])
    assert isinstance(plan, Plan)
    with pytest.raises(FileRefusedError, match="disk_full"):
        FileStore(tmp_path, plan.targets, origin="", mark="x1")
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_none_is_said(tmp_path: Path):
    plan = make_plan([Offered(path="a", size_bytes=1)])
    assert isinstance(plan, Plan)
    with pytest.raises(FileRefusedError, match="folder_unusable"):
        FileStore(tmp_path / "missing", plan.targets, origin="", mark="x1")


# --- the sender's own side


def test_links_and_special_files_are_not_followed_and_are_named(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    chosen = tmp_path / "chosen"
    (chosen / "inner").mkdir(parents=True)
    (chosen / "inner" / "real.txt").write_bytes(b"real")
    (chosen / "link").symlink_to(secret)
    (chosen / "folder-link").symlink_to(tmp_path)
    os.mkfifo(chosen / "pipe")
    found = look_at([chosen])
    assert [file.shown for file in found.files] == ["chosen/inner/real.txt"]
    assert sorted(found.skipped) == ["chosen/folder-link", "chosen/link", "chosen/pipe"]


def test_names_that_are_no_text_and_closed_folders_are_counted_with_what_is_left_out(tmp_path: Path):
    (tmp_path / "real.txt").write_bytes(b"real")
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_bytes(b"x")
    except OSError:
        pytest.skip("this disk takes names in UTF-8 only")
    found = look_at([tmp_path, tmp_path / "gone"])
    assert [file.shown for file in found.files] == [f"{tmp_path.name}/real.txt"]
    assert len(found.skipped) == 2


def test_file_replaced_after_it_was_chosen_is_not_read(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret secret")
    for replace in (
        lambda path: path.symlink_to(secret),
        os.mkfifo,
        lambda path: path.write_bytes(b"another file"),
    ):
        path = tmp_path / "a.txt"
        path.write_bytes(b"mine")
        keep = tmp_path / "kept"
        found = look_at([path])
        path.rename(keep)
        replace(path)
        source = FileSource(found.files)
        with pytest.raises(FileRefusedError):
            source.open(0)
        path.unlink()
        keep.unlink()


def test_file_that_grew_is_read_as_far_as_was_told(tmp_path: Path):
    path = tmp_path / "log.txt"
    path.write_bytes(b"12345")
    found = look_at([path])
    path.write_bytes(b"1234567890")
    source = FileSource(found.files)
    source.open(0)
    assert source.read(100) + source.read(100) == b"12345"
    source.close()
