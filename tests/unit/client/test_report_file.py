import stat
from dataclasses import replace
from pathlib import Path

from client.domain.feedback import SavedReport
from client.report_file import ReportFolder
from tests.fakes.small_disk import small_disk

REPORT = SavedReport(
    session_id="a" * 32, session_token="b" * 32, cause="other", words="Ți-a cerut bani", receipt='{"a": 1}\n'
)


def test_report_comes_back_as_it_was_for_its_owner_only(tmp_path: Path):
    folder = ReportFolder(tmp_path / "deep" / "reports")
    assert folder.saved() == []
    assert folder.save(REPORT)
    assert ReportFolder(tmp_path / "deep" / "reports").saved() == [REPORT]
    (path,) = (tmp_path / "deep" / "reports").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_later_report_of_the_session_takes_the_place_of_the_first(tmp_path: Path):
    folder = ReportFolder(tmp_path)
    folder.save(REPORT)
    folder.save(replace(REPORT, words="more"))
    folder.save(replace(REPORT, session_id="c" * 32))
    assert [each.words for each in folder.saved()] == ["more", REPORT.words]
    folder.drop("a" * 32)
    folder.drop("a" * 32)
    assert [each.session_id for each in folder.saved()] == ["c" * 32]


def test_what_is_no_report_of_ours_is_passed_over_and_left_alone(tmp_path: Path):
    folder = ReportFolder(tmp_path)
    folder.save(REPORT)
    whole = (tmp_path / f"{'a' * 32}.json").read_bytes()
    strangers = {"torn.json": whole[:40], f"{'d' * 32}.json": whole, "note.json": b"[]", "x.json.part": whole}
    for name, content in strangers.items():
        (tmp_path / name).write_bytes(content)
    assert folder.saved() == [REPORT], "one under another's name could never be deleted"
    assert all((tmp_path / name).read_bytes() == content for name, content in strangers.items())


def test_a_full_disk_is_said_and_leaves_nothing_half_written(tmp_path: Path):
    with small_disk(tmp_path / "disk") as disk:
        folder = ReportFolder(disk / "reports")
        assert folder.save(REPORT)
        assert not folder.save(replace(REPORT, receipt="x" * 2_000_000))
        assert folder.saved() == [REPORT]
        assert [path.name for path in (disk / "reports").iterdir()] == [f"{'a' * 32}.json"]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "reports").write_text("in the way")
    folder = ReportFolder(tmp_path / "reports")
    assert not folder.save(REPORT)
    folder.drop(REPORT.session_id)
    assert folder.saved() == []
