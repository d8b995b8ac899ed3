"""The clipboards of a tab follow what the person's program says, and the agent reads what went across."""

import hashlib

import pytest

from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.session.story import StoryEntry, StoryKind
from tests.fakes.clips import picture_of, text_of
from tests.fakes.office import Office

VIEW, TO_USER, FROM_USER = Capability.VIEW, Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER


def told(office: Office) -> list[StoryKind]:
    items = office.controller.tabs[1].talk.view.items
    return [item.kind for item in items if isinstance(item, StoryEntry)]


@pytest.mark.parametrize(
    ("clip", "kind"),
    [(text_of("hello"), StoryKind.CLIP_TEXT_PUT), (picture_of(), StoryKind.CLIP_IMAGE_PUT)],
)
def test_what_is_sent_is_told_once_it_is_there(clip, kind: StoryKind):
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(TO_USER)
    assert tab.clips.view.may_send
    tab.clips.offer(clip)
    assert office.peers[1].sent_of(peer.ClipOffer)[-1].size_bytes == len(clip.data)
    assert kind not in told(office)
    office.hear(peer.ClipAck(clip_id=1, received_bytes=len(clip.data)))
    assert told(office)[-1] is kind
    assert tab.clips.view.note.code == "sent"


def test_what_comes_is_told_and_kept():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(FROM_USER)
    clip = text_of("hello")
    offer = peer.ClipOffer(clip_id=1, kind="text", size_bytes=5, sha256=hashlib.sha256(b"hello").digest())
    office.hear(offer)
    office.hear(peer.ClipPart(clip_id=1, offset=0, data=b"hello"))
    assert tab.clips.view.came == clip
    assert told(office)[-1] is StoryKind.CLIP_TEXT_SENT
    assert office.peers[1].sent_of(peer.ClipAck) == [peer.ClipAck(clip_id=1, received_bytes=5)]
    tab.clips.forget_came()
    assert tab.clips.view.came is None


@pytest.mark.parametrize("cover", ["asking", "paused"])
def test_nothing_is_sent_while_the_person_decides_or_pauses(cover: str):
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(VIEW, TO_USER, cover=cover)
    tab.clips.offer(text_of("hello"))
    assert office.peers[1].sent_of(peer.ClipOffer) == []
    assert tab.clips.view.note.code == "ended"


def test_line_that_falls_silent_ends_what_is_on_its_way():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(TO_USER)
    tab.clips.offer(text_of("x" * 100_000))
    office.clock.now_ms += 3_100
    tab.tick()
    assert not tab.clips.view.is_sending
    assert office.peers[1].sent_of(peer.ClipStop)[-1].reason == "ended"


def test_right_given_back_ends_what_is_on_its_way():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(TO_USER)
    tab.clips.offer(text_of("x" * 100_000))
    tab.give_back(TO_USER)
    assert not tab.clips.view.is_sending


def test_end_of_the_session_ends_it_too():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(TO_USER)
    tab.clips.offer(text_of("x" * 100_000))
    tab.end()
    assert not tab.clips.view.is_sending
    assert not tab.clips.view.may_send
