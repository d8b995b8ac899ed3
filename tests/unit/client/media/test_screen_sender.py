"""The façade: what goes out after each call, with a capture of our own and the bytes decoded."""

import threading
import time

import numpy as np
import pytest

from client.media.capture import CaptureFailedError
from client.media.damage_source import PollingSource
from client.media.screen_sender import ScreenSender
from shared.geometry import Rect
from shared.protocol.peer_messages import ScreenAck, ScreenRefresh
from shared.screen.update import CoverReason, ScreenUpdate, decode_update
from tests.desk.display import wait_until

WIDTH_PX, HEIGHT_PX = 128, 96


class Screen:
    """A picture the test paints on; counts how often it is read."""

    def __init__(self):
        self.pixels = np.zeros((HEIGHT_PX, WIDTH_PX, 4), np.uint8)
        self.area = Rect(0, 0, WIDTH_PX, HEIGHT_PX)
        self.reads = 0
        self.failures = 0
        self.is_blocked = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def open(self, _monitor_id):
        return self

    def grab(self, rect):
        self.reads += 1
        if self.failures:
            self.failures -= 1
            raise CaptureFailedError
        pixels = self.pixels[rect.y : rect.bottom_px, rect.x : rect.right_px].copy()
        if not self.may_go_on.is_set():
            self.is_blocked.set()
            self.may_go_on.wait(5)
        return pixels

    def close(self):
        pass


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def sender(screen):
    made = ScreenSender(open_capture=screen.open, open_damage=PollingSource)
    yield made
    screen.may_go_on.set()
    assert made.stop()


def take(sender: ScreenSender, timeout_s: float = 3) -> ScreenUpdate | None:
    """The next update as the network would fetch it."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        with sender.track._guard:
            if sender.track._updates:
                return decode_update(sender.track._updates.popleft()[0])
        time.sleep(0.002)
    return None


def ack(sender: ScreenSender, update_id: int) -> None:
    sender.handle_ack(
        ScreenAck(update_id=update_id, first_packet_to_whole_ms=0, repair_ms=0, decode_ms=0, paint_ms=0)
    )


def take_and_ack(sender: ScreenSender) -> ScreenUpdate:
    update = take(sender)
    assert update is not None
    ack(sender, update.update_id)
    return update


def test_sender_before_show_reads_nothing(sender, screen):
    time.sleep(0.05)
    assert screen.reads == 0


def test_show_sends_the_whole_picture_then_only_changes(sender, screen):
    sender.show()
    key = take_and_ack(sender)
    assert key.is_key
    assert (key.width_px, key.height_px) == (WIDTH_PX, HEIGHT_PX)
    screen.pixels[10:12, 20:25] = 99
    delta = take_and_ack(sender)
    assert not delta.is_key
    assert delta.update_id == key.update_id + 1
    assert [block.rect for block in delta.blocks] == [Rect(20, 10, 5, 2)]
    assert take(sender, 0.2) is None


def test_sender_viewer_that_does_not_answer_gets_two_updates_and_a_probe(sender, screen):
    sender.show()
    assert take(sender) is not None
    for step in range(20):
        screen.pixels[step, step] = 200
        time.sleep(0.01)
    updates = [update for update in (take(sender, 0.05) for _ in range(6)) if update is not None]
    assert sum(bool(update.blocks) for update in updates) == 1
    assert len([update for update in updates if not update.blocks]) <= 3


def test_sender_what_changed_meanwhile_is_merged_into_one_update(sender, screen):
    sender.show()
    take_and_ack(sender)
    screen.pixels[0, 0] = 1
    first = take(sender)
    screen.pixels[1, 1] = 1
    second = take(sender)
    assert first is not None
    assert second is not None
    for step in range(30):
        screen.pixels[40 + step, 50] = 9
        time.sleep(0.002)
    time.sleep(0.03)
    ack(sender, second.update_id)
    third = take(sender)
    while third is not None and not third.blocks:
        third = take(sender)
    assert third is not None
    assert third.blocks[0].rect == Rect(50, 40, 1, 30)


def test_hide_while_a_picture_is_being_made_throws_it_away(sender, screen):
    sender.show()
    take_and_ack(sender)
    screen.may_go_on.clear()
    screen.pixels[:] = 123
    assert screen.is_blocked.wait(3)
    assert sender.hide()
    screen.may_go_on.set()
    assert take(sender, 0.3) is None
    reads = screen.reads
    time.sleep(0.1)
    assert screen.reads == reads


def test_hide_drops_what_waits_for_the_network(sender, screen):
    sender.show()
    end = time.monotonic() + 3
    while not sender.track._updates and time.monotonic() < end:
        time.sleep(0.002)
    assert sender.hide()
    assert take(sender, 0.2) is None


@pytest.mark.parametrize(
    ("reason", "expected"), [("asking", CoverReason.ASKING), (CoverReason.PAUSED, CoverReason.PAUSED)]
)
def test_cover_sends_the_reason_and_no_pixels_until_uncovered(sender, screen, reason, expected):
    sender.show()
    take_and_ack(sender)
    assert sender.cover(reason)
    cover = take_and_ack(sender)
    assert (cover.cover, cover.is_key, cover.blocks) == (expected, True, ())
    screen.pixels[:] = 55
    assert take(sender, 0.2) is None
    sender.uncover()
    key = take_and_ack(sender)
    assert key.is_key
    assert key.cover is CoverReason.NONE
    assert key.update_id == cover.update_id + 1


def test_cover_while_hidden_sends_nothing(sender):
    assert sender.cover("paused")
    sender.uncover()
    assert take(sender, 0.1) is None


def test_refresh_is_answered_with_what_was_lost(sender, screen):
    sender.show()
    key = take_and_ack(sender)
    time.sleep(0.35)
    screen.pixels[40:44, 40:44] = 77
    sender.wake()
    lost = take(sender)
    assert lost is not None
    screen.pixels[2:4, 2:4] = 99  # changed since, and part of the answer too
    sender.handle_refresh(ScreenRefresh(after_update_id=key.update_id))
    again = take_and_ack(sender)
    assert (again.is_key, again.resync_after) == (False, key.update_id)
    rects = [block.rect for block in again.blocks]
    assert rects
    assert all(rect.area_px < again.canvas.area_px for rect in rects)
    for point in ((41, 41), (3, 3)):
        assert any(rect.x <= point[0] < rect.right_px and rect.y <= point[1] < rect.bottom_px for rect in rects)


def test_refresh_of_a_viewer_that_has_nothing_is_answered_with_the_whole_picture(sender, screen):
    sender.show()
    first = take_and_ack(sender)
    time.sleep(1.1)
    sender.handle_refresh(ScreenRefresh(after_update_id=0))
    again = take_and_ack(sender)
    while not again.is_key and again.update_id < first.update_id + 5:
        again = take_and_ack(sender)
    assert again.is_key


def test_acknowledgement_of_what_was_never_sent_is_ignored(sender, screen):
    sender.show()
    take_and_ack(sender)
    ack(sender, 10_000)
    assert all(each.update_id < 10_000 for each in sender._acks)


def test_new_track_begins_with_the_whole_picture_and_the_old_one_is_silent(sender, screen):
    sender.show()
    take_and_ack(sender)
    before = sender.track
    track = sender.new_track()
    assert track is sender.track is not before
    key = take_and_ack(sender)
    assert key.is_key
    assert not before._updates


def test_capture_that_fails_is_opened_again(sender, screen):
    screen.failures = 1
    sender.show()
    assert take_and_ack(sender).is_key


def test_stop_ends_the_thread_and_show_is_refused_afterwards(screen):
    sender = ScreenSender(open_capture=screen.open, open_damage=PollingSource)
    sender.show()
    assert sender.stop()
    sender.show()
    assert take(sender, 0.1) is None


class CountedSource(PollingSource):
    """Looks when the time is over, and counts how often it was told to look before."""

    def __init__(self) -> None:
        super().__init__()
        self.wake_count = 0

    def wake(self) -> None:
        self.wake_count += 1
        super().wake()


class TellingSource(CountedSource):
    """One that is told of changes, and would only be kept from its work."""

    is_exact = True


@pytest.mark.parametrize("source_type", [CountedSource, TellingSource])
def test_sender_looks_sooner_after_input_only_where_changes_are_not_told(screen, source_type):
    sources: list[CountedSource] = []

    def open_damage() -> CountedSource:
        sources.append(source_type())
        return sources[-1]

    sender = ScreenSender(open_capture=screen.open, open_damage=open_damage)
    try:
        sender.wake()  # before anything is shown there is nothing to look at
        sender.show()
        take_and_ack(sender)
        scheduler = sender._session.scheduler
        time.sleep(0.05)
        woken, changed_ms = sources[0].wake_count, scheduler._last_change_ms
        sender.wake()
        if source_type is TellingSource:
            assert sources[0].wake_count == woken
        else:
            assert sources[0].wake_count == woken + 1
            wait_until(lambda: scheduler._last_change_ms > changed_ms, "it looks often again")
    finally:
        assert sender.stop()
