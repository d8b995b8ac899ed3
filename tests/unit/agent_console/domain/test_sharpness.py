from agent_console.domain.sharpness import MOVING_MS, Sharpness, judge_sharpness


def test_sharpness_is_exact_pixels_or_nothing() -> None:
    assert judge_sharpness(soft_px=0, since_video_ms=None) is Sharpness.SHARP
    assert judge_sharpness(soft_px=0, since_video_ms=5) is Sharpness.SHARP
    assert judge_sharpness(soft_px=1, since_video_ms=5) is Sharpness.SOFT
    assert judge_sharpness(soft_px=1, since_video_ms=MOVING_MS) is Sharpness.CATCHING_UP
