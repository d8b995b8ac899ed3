"""The path out that can be cut and the inlet that asks by the clock, without a connection."""

import asyncio
import time

import pytest
from aiortc.rtp import RtpPacket

from shared.geometry import Rect
from shared.screen.packet import split_update
from shared.screen.update import ScreenUpdate, Tile, encode_update
from shared.transport.picture_link import PictureInlet, PictureListener, PicturePath

MIDDLE = bytes([0x80, 110]) + bytes(20)
LAST = bytes([0x80, 0x80 | 110]) + bytes(20)


def packets(update_id: int, first_seq: int, size_bytes: int = 5_000) -> tuple[bytes, list[RtpPacket]]:
    """An update and its RTP packets, as the receiver hands them to the inlet."""
    block = Tile(Rect(0, 0, 1, 1), bytes(size_bytes))
    data = encode_update(
        ScreenUpdate(
            update_id=update_id, captured_ms=0, width_px=9, height_px=9, is_key=update_id == 1, blocks=(block,)
        )
    )
    payloads = split_update(data)
    made = []
    for index, payload in enumerate(payloads):
        packet = RtpPacket(110, index == len(payloads) - 1, first_seq + index, update_id, 77, payload)
        packet._data = payload  # as the receiver sets it
        made.append(packet)
    return data, made


class Ends:
    """An inlet and what it asked and told."""

    def __init__(self):
        self.asked, self.told, self.updates, self.refreshes = [], [], [], 0
        self.inlet = PictureInlet(self._ask, self._tell)
        self.inlet.listener = PictureListener(self.updates.append, self._refresh)

    async def _ask(self, ssrc: int, seqs: list[int]) -> None:
        self.asked.append((ssrc, seqs))

    async def _tell(self, ssrc: int, data: bytes) -> None:
        self.told.append((ssrc, data))

    def _refresh(self) -> None:
        self.refreshes += 1


async def test_path_cut_between_updates_drops_nothing_later():
    forgotten = []
    path = PicturePath(lambda: forgotten.append(1))
    assert path.admit(MIDDLE)
    assert path.admit(LAST)
    assert path.cut()
    assert forgotten
    assert path.admit(LAST)
    assert path.packets_sent == 3
    assert path.bytes_sent == 3 * len(LAST)


async def test_path_cut_inside_an_update_drops_the_rest_of_it_only():
    forgotten = []
    path = PicturePath(lambda: forgotten.append(1))
    assert path.admit(MIDDLE)
    path.cut()
    assert not path.admit(MIDDLE)
    assert not path.admit(LAST)
    assert len(forgotten) == 3
    assert path.admit(MIDDLE)


async def test_path_cut_from_another_thread_happens_in_the_loop():
    path = PicturePath(lambda: None)
    assert await asyncio.to_thread(path.cut)


def test_path_cut_after_the_loop_is_closed_is_certain():
    async def make():
        return PicturePath(lambda: None)

    assert asyncio.run(make()).cut()


async def test_path_cut_while_the_loop_hangs_is_not_certain():
    path = PicturePath(lambda: None)
    cutting = asyncio.get_running_loop().run_in_executor(None, path.cut)
    # The very thing that must be reported: the loop thread does not come back in time.
    time.sleep(0.35)  # noqa: ASYNC251
    assert not await cutting


def resent(old_number: int, *, with_extension: bool = False) -> bytes:
    """An RTX packet (RFC 4588) that repeats the packet with that number."""
    extension = b"\xbe\xde\x00\x01" + bytes(4) if with_extension else b""
    first = 0x90 if with_extension else 0x80
    return bytes([first, 111]) + bytes(10) + extension + old_number.to_bytes(2, "big") + bytes(1_000)


async def test_path_paces_all_of_an_update_but_its_first_packet():
    path = PicturePath(lambda: None)
    path.pacer.set_rate_kbps(400)
    begun_s = asyncio.get_running_loop().time()
    await path.wait_turn()
    for _ in range(60):
        await path.wait_turn()
        assert path.admit(MIDDLE + bytes(100))
    assert asyncio.get_running_loop().time() - begun_s > 0.08  # 60 * 122 bytes are 146 ms, less the burst
    assert path.admit(LAST)
    begun_s = asyncio.get_running_loop().time()
    await path.wait_turn()
    assert asyncio.get_running_loop().time() - begun_s < 0.01


async def test_path_cut_while_a_packet_waits_for_its_turn_lets_nothing_more_out():
    path = PicturePath(lambda: None)
    path.pacer.set_rate_kbps(10)
    assert path.admit(MIDDLE + bytes(1_000))

    async def send_rest():
        await path.wait_turn()
        return path.admit(MIDDLE)

    waiting = asyncio.create_task(send_rest())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    path.cut()
    assert not await waiting
    assert not path.admit(LAST)
    assert path.packets_sent == 1


async def test_path_cut_drops_what_waits_to_be_sent_again():
    sent: list[bytes] = []

    async def send(data: bytes) -> None:
        sent.append(data)

    path = PicturePath(lambda: None, send)
    path.pacer.set_rate_kbps(100)
    results = [path.send_again(resent(number)) for number in range(10)]
    assert results[0]
    assert not results[-1]
    path.cut()
    await asyncio.sleep(0.3)
    assert sent == []
    await path.close()


@pytest.mark.parametrize("with_extension", [False, True])
async def test_path_resent_packets_leave_one_after_the_other_and_each_once(with_extension):
    sent: list[bytes] = []

    async def send(data: bytes) -> None:
        sent.append(data)

    path = PicturePath(lambda: None, send)
    path.pacer.set_rate_kbps(2_000)
    packets_again = [resent(number, with_extension=with_extension) for number in range(12)]
    direct = [data for data in packets_again if path.send_again(data)]
    for data in packets_again[6:]:
        assert not path.send_again(data)  # asked for again while it waits
    async with asyncio.timeout(5):
        while len(direct) + len(sent) < 12:  # noqa: ASYNC110 - nothing tells when the pacer is done
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)
    assert [*direct, *sent] == packets_again
    await path.close()


async def test_inlet_hands_out_at_the_last_packet():
    ends = Ends()
    data, made = packets(1, 100)
    for packet in made:
        assert ends.inlet.add(packet) == (False, None)
    assert [update.data for update in ends.updates] == [data]
    assert ends.asked == []
    await ends.inlet.close()


async def test_inlet_asks_by_the_clock_for_what_is_missing_and_again():
    ends = Ends()
    _, made = packets(1, 100)
    for packet in (made[0], *made[2:]):
        ends.inlet.add(packet)
    async with asyncio.timeout(3):
        while len(ends.asked) < 2:  # noqa: ASYNC110 - the inlet tells nobody
            await asyncio.sleep(0.002)
    assert ends.asked[0] == ends.asked[1] == (77, [101])
    ends.inlet.add(made[1])
    assert len(ends.updates) == 1
    await ends.inlet.close()


async def test_inlet_gives_up_and_asks_for_the_whole_picture():
    ends = Ends()
    _, made = packets(1, 100)
    for packet in made[:-1]:
        ends.inlet.add(packet)
    async with asyncio.timeout(3):
        while not ends.refreshes:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.005)
    assert ends.updates == []
    await ends.inlet.close()


async def test_inlet_closed_asks_nothing_more():
    ends = Ends()
    _, made = packets(1, 100)
    ends.inlet.add(made[0])
    await ends.inlet.close()
    await asyncio.sleep(0.06)
    assert ends.asked == []
    assert ends.refreshes == 0


async def test_inlet_feedback_goes_to_who_sends_the_picture_and_to_nobody_before_or_after():
    ends = Ends()
    assert not ends.inlet.send_feedback(b"early")
    for packet in packets(1, 5)[1]:
        ends.inlet.add(packet)
    assert ends.inlet.send_feedback(b"painted")
    await asyncio.sleep(0)
    assert ends.told == [(77, b"painted")]
    await ends.inlet.close()
    assert not ends.inlet.send_feedback(b"late")


async def test_inlet_listener_that_fails_is_survived():
    ends = Ends()

    def fail(_update):
        raise ValueError

    ends.inlet.listener = PictureListener(fail, lambda: None)
    for packet in packets(1, 100)[1]:
        ends.inlet.add(packet)
    ends.inlet.listener = PictureListener(ends.updates.append, lambda: None)
    for packet in packets(2, 105)[1]:
        ends.inlet.add(packet)
    assert len(ends.updates) == 1
    await ends.inlet.close()
