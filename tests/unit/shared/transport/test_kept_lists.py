"""Lists of one direction: those under way hear what is said, ended ones are handed out once."""

from dataclasses import dataclass, field
from typing import Any, cast

from shared.protocol import peer_messages as peer
from shared.transport.file_lists import FileList
from shared.transport.kept_lists import KeptLists


@dataclass
class _List:
    """As much of a list as is asked for here."""

    batch_id: int
    is_over: bool = False
    heard: list[Any] = field(default_factory=list)
    batch: None = None

    def take(self, message: Any) -> None:
        self.heard.append(message)

    def cancel(self) -> None:
        self.heard.append("cancel")

    def drop(self) -> None:
        self.is_over = True


def _kept(*made: _List) -> KeptLists[FileList]:
    lists: KeptLists[FileList] = KeptLists()
    for each in made:
        lists.add(cast("FileList", each))
    return lists


def test_message_reaches_the_one_under_way_that_it_is_about() -> None:
    over, running, other = _List(1, is_over=True), _List(2), _List(3)
    lists = _kept(over, running, other)
    for batch_id in (1, 2, 9):
        lists.take(peer.FileHold(batch_id=batch_id, is_held=True))
    lists.cancel(2)
    assert (over.heard, other.heard) == ([], [])
    assert running.heard == [peer.FileHold(batch_id=2, is_held=True), "cancel"]


def test_ended_ones_are_handed_out_once_and_anew_after_a_clear() -> None:
    first, second = _List(1), _List(2)
    lists = _kept(first, second)
    assert lists.take_ended() == []
    first.is_over = True
    assert [kept.batch_id for kept in lists.take_ended()] == [1]
    lists.drop()
    assert [kept.batch_id for kept in lists.take_ended()] == [2]
    assert lists.take_ended() == []
    lists.clear()
    lists.add(cast("FileList", _List(1, is_over=True)))
    assert [kept.batch_id for kept in lists.take_ended()] == [1]


def test_removed_ones_are_forgotten() -> None:
    lists = _kept(_List(1), _List(2))
    assert lists.remove(lambda kept: kept.batch_id == 1)
    assert not lists.remove(lambda kept: kept.batch_id == 1)
    assert [kept.batch_id for kept in lists] == [2]
    assert len(lists) == 1
