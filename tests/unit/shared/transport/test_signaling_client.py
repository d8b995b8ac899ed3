from typing import get_args

from shared.protocol import signaling_messages as m
from shared.transport.signaling_client import ANSWER_OF


def test_every_request_has_an_answer_that_comes_back_with_its_number():
    requests = {kind for kind in get_args(m.ToServer) if "request_id" in kind.__struct_fields__}
    assert set(ANSWER_OF) == requests
    assert all("request_id" in answer.__struct_fields__ for answer in ANSWER_OF.values())
