"""The agent's replies on the disk: theirs to edit, and nothing in the file can stop the program."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agent_console.domain.canned_replies import NAME_MAX_CHARS, REPLIES_MAX, BrokenReplies, Reply
from agent_console.reply_file import ReplyFile, default_replies_path

REPLIES = (Reply(name="hello", text="Hello,\nthis is {name}."), Reply(name="привет", text="Здравствуйте!"))


def test_reply_file_what_was_written_is_read(tmp_path: Path):
    file = ReplyFile(tmp_path / "new" / "replies.json")
    assert file.read() is None
    assert file.broken is None, "nothing is wrong with a file that is not there"
    assert file.write(REPLIES)
    assert file.read() == REPLIES
    assert "Здравствуйте" in file.path.read_text(encoding="utf-8"), "people can read it"
    assert [path.name for path in file.path.parent.iterdir()] == ["replies.json"]


def test_reply_file_none_left_is_none_left(tmp_path: Path):
    file = ReplyFile(tmp_path / "replies.json")
    file.write(())
    assert file.read() == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"replies": 5}',
        '{"replies": {"a": 1}}',
        "[" * 100_000,
        "\x00",
        '{"replies": null}',
    ],
)
def test_reply_file_that_is_none_of_ours_counts_as_none(tmp_path: Path, text: str):
    path = tmp_path / "replies.json"
    path.write_text(text, encoding="utf-8")
    file = ReplyFile(path)
    assert file.read() is None
    assert file.broken == BrokenReplies(path=path, kept_as="replies.json.broken")


def test_reply_file_broken_is_kept_beside_what_is_saved_and_never_over_an_earlier_one(tmp_path: Path):
    path = tmp_path / "replies.json"
    file = ReplyFile(path)
    for broken, kept_as in (("first,", "replies.json.broken"), ("second,", "replies.json.broken-2")):
        path.write_text(broken)
        file.read()
        assert file.write(REPLIES)
        assert (tmp_path / kept_as).read_text() == broken
        assert file.broken is None
        assert file.read() == REPLIES
        assert file.write(REPLIES), "nothing is set aside while all is well"
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "replies.json",
        "replies.json.broken",
        "replies.json.broken-2",
    ]


def test_reply_file_broken_by_hand_while_the_console_runs_is_kept_too(tmp_path: Path):
    file = ReplyFile(tmp_path / "replies.json")
    file.write(REPLIES)
    assert file.read() == REPLIES
    file.path.write_text('{"replies": [],}')
    assert file.write(REPLIES)
    assert (tmp_path / "replies.json.broken").read_text() == '{"replies": [],}'


def test_reply_file_broken_is_logged_by_its_reason_only(tmp_path: Path):
    path = tmp_path / "replies.json"
    path.write_text('{"replies": [{"name": "secret", "text": "secret"},]}')
    with capture_logs() as lines:
        ReplyFile(path).read()
        ReplyFile(tmp_path / "absent.json").read()
    assert lines == [{"event": "replies_unreadable", "log_level": "warning", "reason": "not_json"}]


def test_reply_file_entries_that_are_none_are_left_out(tmp_path: Path):
    path = tmp_path / "replies.json"
    path.write_text(
        '{"replies": [5, {"name": "a"}, {"name": 1, "text": 2}, {"name": " / ", "text": "x"}, '
        '{"name": "Good Day", "text": "y"}]}',
        encoding="utf-8",
    )
    assert ReplyFile(path).read() == (Reply(name="goodday", text="y"),)


def test_reply_file_too_large_or_not_text_counts_as_none(tmp_path: Path):
    path = tmp_path / "replies.json"
    path.write_bytes(b'{"replies": []}' + b" " * 2_000_000)
    assert ReplyFile(path).read() is None
    path.write_bytes(b"\xff\xfe\x00")
    assert ReplyFile(path).read() is None
    path.unlink()
    path.mkdir()
    assert ReplyFile(path).read() is None


def test_reply_file_has_limits(tmp_path: Path):
    file = ReplyFile(tmp_path / "replies.json")
    assert file.write(tuple(Reply(name="n" * 100, text=str(number)) for number in range(REPLIES_MAX + 50)))
    found = file.read()
    assert found is not None
    assert (len(found), len(found[0].name)) == (REPLIES_MAX, NAME_MAX_CHARS)


def test_reply_file_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    assert not ReplyFile(tmp_path / "file" / "replies.json").write(REPLIES)


def test_default_replies_path_follows_the_folder_for_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_replies_path() == tmp_path / "alongside" / "replies.json"
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/ana")
    assert default_replies_path() == Path("/home/ana/.config/alongside/replies.json")


@pytest.mark.parametrize(
    "bad",
    ["7", '{"name": "bye"}', '{"name": " / ", "text": "Bye"}', '{"name": "bye", "text": "' + "x" * 2_001 + '"}'],
    ids=["no_object", "no_text", "no_name", "too_long"],
)
def test_reply_file_keeps_what_single_replies_were_that_cannot_be_read(tmp_path: Path, bad: str):
    path = tmp_path / "replies.json"
    written = '{"replies": [{"name": "hello", "text": "Hello"}, ' + bad + "]}"
    path.write_text(written)
    file = ReplyFile(path)
    assert file.read() == (Reply(name="hello", text="Hello"),)
    assert file.broken == BrokenReplies(path=path, kept_as="replies.json.broken", is_partly_read=True)
    assert file.write((Reply(name="hello", text="Hello!"),))
    assert (tmp_path / "replies.json.broken").read_text() == written
    assert file.broken is None


def test_reply_file_with_half_a_character_is_read_without_it_and_can_be_saved(tmp_path: Path):
    # An escape of JSON can say it, but no file and no message can hold it.
    path = tmp_path / "replies.json"
    path.write_text('{"replies": [{"name": "he\\ud800llo", "text": "Hello \\udfff{name}"}]}')
    file = ReplyFile(path)
    assert file.read() == (Reply(name="hello", text="Hello {name}"),)
    assert file.write(file.read() or ())
    assert ReplyFile(path).read() == (Reply(name="hello", text="Hello {name}"),)
