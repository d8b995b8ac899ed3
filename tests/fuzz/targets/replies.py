"""The agent's file of replies, which people edit by hand and pass on to each other."""

import json

from agent_console.domain.canned_replies import NAME_MAX_CHARS, REPLIES_MAX, fill_reply, find_replies
from agent_console.reply_file import parse_replies, render_replies
from shared.protocol.limits import CHAT_TEXT_MAX_CHARS
from tests.fuzz.feedback import note

PARSER = "replies (`agent_console/reply_file.py`)"
MAX_BYTES = 1_024
WORDS = (
    b'{"replies":[',
    b'{"name":"',
    b'","text":"',
    b'"}]}',
    b"\\ud800",
    b"\\u0000",
    b"{name}",
    b"null",
    b"\xef\xbb\xbf",
)


def seeds() -> list[bytes]:
    texts = [
        json.dumps({"replies": [{"name": "hello", "text": "Hello {name}\nfrom {organisation}"}]}),
        json.dumps({"replies": [{"name": "A b", "text": "x"}, 5, {"name": "", "text": ""}, {"name": "ß"}]}),
        '{"replies": []}',
        '{"replies": [{"name": "\\ud83d\\ude42", "text": "\\u00e9"}]}',
    ]
    return [text.encode() for text in texts]


def run(data: bytes) -> None:
    replies, trouble = parse_replies(data)
    note(trouble)
    assert trouble in {"", "not_json", "no_replies_in_it", "some_unreadable", "too_large"}
    if replies is None:
        assert trouble
        return
    assert len(replies) <= REPLIES_MAX
    for reply in replies:
        assert 0 < len(reply.name) <= NAME_MAX_CHARS
        assert len(reply.text) <= CHAT_TEXT_MAX_CHARS
        assert reply in find_replies(replies, reply.name)
        assert fill_reply(reply.text, {}) == reply.text
    assert parse_replies(render_replies(replies)) == (replies, ""), "what is saved is read again"
