"""The encoder's promises, checked with the decoder of the other side's library."""

import av
import numpy as np
import pytest

from client.media.video_encoder import H264Encoder


def pictures(width: int, height: int, count: int, seed: int = 3):
    """Noise that moves down a little each time."""
    base = np.random.default_rng(seed).integers(0, 255, (height, width, 4), np.uint8)
    return [np.ascontiguousarray(np.roll(base, 4 * step, axis=0)) for step in range(count)]


def test_encode_gives_one_decodable_unit_for_each_picture_without_delay():
    encoder, decoder = H264Encoder(320, 240), av.VideoCodecContext.create("h264", "r")
    for step, pixels in enumerate(pictures(320, 240, 5)):
        data, is_key = encoder.encode(pixels, is_key=False)
        assert is_key is (step == 0)
        assert [(frame.width, frame.height) for frame in decoder.decode(av.Packet(data))] == [(320, 240)]


def test_encode_keyframe_on_demand_stands_alone():
    encoder = H264Encoder(320, 240)
    made = [encoder.encode(pixels, is_key=step == 3) for step, pixels in enumerate(pictures(320, 240, 5))]
    assert [is_key for _, is_key in made] == [True, False, False, True, False]
    fresh = av.VideoCodecContext.create("h264", "r")
    assert len(fresh.decode(av.Packet(made[3][0]))) == 1


def test_encode_odd_size_is_padded_to_even():
    encoder, decoder = H264Encoder(321, 241), av.VideoCodecContext.create("h264", "r")
    data, _ = encoder.encode(pictures(321, 241, 1)[0], is_key=True)
    assert [(frame.width, frame.height) for frame in decoder.decode(av.Packet(data))] == [(322, 242)]


@pytest.mark.parametrize("after_kbps", [600, 6_000])
def test_set_bitrate_changes_the_rate_without_a_keyframe(after_kbps):
    encoder = H264Encoder(320, 240, bitrate_kbps=2_000)
    before = [encoder.encode(pixels, is_key=False) for pixels in noise(30)]
    encoder.set_bitrate_kbps(after_kbps)
    after = [encoder.encode(pixels, is_key=False) for pixels in noise(30)]
    assert not any(is_key for _, is_key in after)
    size_before = sum(len(data) for data, _ in before[15:])
    size_after = sum(len(data) for data, _ in after[15:])
    assert size_after < 0.6 * size_before if after_kbps < 2_000 else size_after > 1.5 * size_before


def test_set_bitrate_far_away_begins_anew_with_a_keyframe():
    encoder = H264Encoder(320, 240, bitrate_kbps=1_000)
    encoder.encode(next(noise(1)), is_key=False)
    encoder.set_bitrate_kbps(20_000)
    assert encoder.encode(next(noise(1)), is_key=False)[1]


def noise(count: int):
    """Pictures that have nothing in common."""
    chooser = np.random.default_rng(4)
    for _ in range(count):
        yield chooser.integers(0, 255, (240, 320, 4), np.uint8)
