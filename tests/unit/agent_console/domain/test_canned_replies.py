import pytest

from agent_console.domain.canned_replies import (
    NAME_MAX_CHARS,
    Reply,
    clean_name,
    clean_reply,
    fill_reply,
    find_replies,
    typed_query,
)
from shared.protocol.limits import CHAT_TEXT_MAX_CHARS

REPLIES = (
    Reply(name="restart", text="Please restart the computer."),
    Reply(name="hello", text="Hello, this is {name}."),
    Reply(name="morning", text="Good morning, hello!"),
    Reply(name="привет", text="Здравствуйте!"),
)


@pytest.mark.parametrize(
    ("draft", "query"),
    [
        ("/", ""),
        ("/He", "he"),
        ("/good morning", "good morning"),
        ("hello", None),
        ("", None),
        (" /x", None),
        ("/a\nb", None),
    ],
)
def test_typed_query_is_what_stands_after_the_slash_alone(draft: str, query: str | None):
    assert typed_query(draft) == query


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["restart", "hello", "morning", "привет"]),
        ("he", ["hello", "morning"]),
        ("art", ["restart"]),
        ("при", ["привет"]),
        ("good hello", ["morning"]),
        ("nothing like it", []),
    ],
)
def test_find_replies_best_first(query: str, names: list[str]):
    assert [reply.name for reply in find_replies(REPLIES, query)] == names


def test_fill_reply_fills_what_it_knows_in_one_pass_and_leaves_the_rest():
    values = {"name": "Ana {code}", "code": "417 …"}
    assert fill_reply("{name}, {code}, {nobody}, {}", values) == "Ana {code}, 417 …, {nobody}, {}"


def test_clean_name_can_be_typed_in_one_go():
    assert clean_name(" Good / Morning\n") == "goodmorning"
    assert len(clean_name("x" * 500)) == NAME_MAX_CHARS


def test_clean_reply_fits_a_message():
    assert len(clean_reply(Reply(name="x", text="y" * 9_000)).text) == CHAT_TEXT_MAX_CHARS
    assert clean_reply(Reply(name="x\ud800", text="\udfffy")) == Reply(name="x", text="y")
