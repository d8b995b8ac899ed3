"""A list in messages and back: whole, in order, from the side it belongs to, or not at all."""

from typing import Any

import pytest

from shared.errors import ProtocolError
from shared.protocol import codec
from shared.protocol.file_messages import FROM_USER_FIRST_ID
from shared.transfer.manifest import ManifestProblem, Offered, Plan
from shared.transport.file_offer import OfferCollector, offer_messages


def _files(count: int, chars: int = 10) -> list[Offered]:
    return [Offered(path=f"{number:0{chars}}", size_bytes=number) for number in range(count)]


@pytest.mark.parametrize(("from_user", "batch_id"), [(False, 1), (True, FROM_USER_FIRST_ID)])
@pytest.mark.parametrize(("count", "chars"), [(1, 1), (64, 10), (65, 10), (500, 1_024)])
def test_list_comes_out_as_it_went_in(count: int, chars: int, from_user: bool, batch_id: int):
    collector, files = OfferCollector(from_user=from_user), _files(count, chars)
    messages = list(offer_messages(files, batch_id=batch_id, request_id=5, reason="why\u202e"))
    assert all(len(codec.encode_peer(message)) <= 16 * 1024 for message in messages)
    found = [collector.take(message) for message in messages]
    assert found[:-1] == [None] * (len(messages) - 1)
    assert found[-1] is not None
    first, plan = found[-1]
    assert (first.reason, first.request_id) == ("why", 5)
    assert isinstance(plan, Plan)
    assert [target.size_bytes for target in plan.targets] == [file.size_bytes for file in files]


def test_numbers_belong_to_one_side_each():
    [of_agent] = offer_messages(_files(1), batch_id=FROM_USER_FIRST_ID - 1)
    [of_person] = offer_messages(_files(1), batch_id=FROM_USER_FIRST_ID)
    for message, from_user in ((of_agent, True), (of_person, False)):
        with pytest.raises(ProtocolError):
            OfferCollector(from_user=from_user).take(message)


def test_number_is_used_once_and_counts_up():
    collector = OfferCollector(from_user=False)
    for batch_id, is_fine in ((4, True), (4, False), (3, False), (5, True)):
        [message] = offer_messages(_files(1), batch_id=batch_id)
        if is_fine:
            assert collector.take(message)
        else:
            with pytest.raises(ProtocolError):
                collector.take(message)


@pytest.mark.parametrize("change", ["skip", "repeat", "of another list"])
def test_parts_that_do_not_fit_end_the_session(change: str):
    collector = OfferCollector(from_user=False)
    first, second, third = offer_messages(_files(150), batch_id=1)
    assert collector.take(first) is None
    [other] = list(offer_messages(_files(100), batch_id=2))[1:]
    wrong: Any = {"skip": third, "repeat": first, "of another list": other}[change]
    with pytest.raises(ProtocolError):
        collector.take(wrong)
    assert second


def test_too_much_is_told_with_the_first_message():
    [first] = list(offer_messages(_files(64), batch_id=1))
    huge = type(first)(**{name: getattr(first, name) for name in first.__struct_fields__} | {"file_count": 10**6})
    assert OfferCollector(from_user=False).take(huge) == (huge, ManifestProblem.TOO_MANY)
