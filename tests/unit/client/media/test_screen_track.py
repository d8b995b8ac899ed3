"""The track between the media thread and the loop."""

import asyncio
import contextlib
import threading

from client.media.screen_track import WAITING_MAX, ScreenTrack


def make() -> tuple[ScreenTrack, list[int]]:
    wanted: list[int] = []
    return ScreenTrack(lambda: wanted.append(1)), wanted


async def test_track_yields_what_was_offered_in_order_with_rising_timestamps():
    track, _ = make()
    assert track.offer(b"one", 5)
    assert track.offer(b"two", 5)
    first, second = await track.recv(), await track.recv()
    assert (bytes(first), bytes(second)) == (b"one", b"two")
    assert first.pts is not None
    assert second.pts is not None
    assert first.pts < second.pts


async def test_track_waits_and_wakes_when_another_thread_offers():
    track, _ = make()
    waiting = asyncio.ensure_future(track.recv())
    await asyncio.sleep(0.01)
    threading.Thread(target=track.offer, args=(b"late", 1)).start()
    assert bytes(await asyncio.wait_for(waiting, 2)) == b"late"


def test_track_takes_no_more_than_may_wait():
    track, _ = make()
    assert all(track.offer(b"x", step) for step in range(WAITING_MAX))
    assert not track.has_room
    assert not track.offer(b"x", 9)


async def test_track_discard_drops_everything_that_waited():
    track, _ = make()
    track.offer(b"secret", 1)
    assert track.discard()
    waiting = asyncio.ensure_future(track.recv())
    await asyncio.sleep(0.02)
    assert not waiting.done()
    waiting.cancel()


def test_track_viewer_that_lost_the_picture_is_passed_on():
    track, wanted = make()
    track.handle_key_wanted()
    assert wanted == [1]


def test_track_offer_after_the_loop_has_ended_does_no_harm():
    track, _ = make()

    async def begin():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(track.recv(), 0.01)

    asyncio.run(begin())
    assert track.offer(b"x", 1)
