"""When to look, send, refine and probe; all times are given."""

from client.media.lossy_map import QUIET_MIN_MS, LossyMap
from client.media.scheduler import (
    ANSWER_MS,
    KEY_INTERVAL_MS,
    LOOK_AGAIN_MS,
    LOOK_INTERVAL_MS,
    POLL_ACTIVE_MS,
    POLL_RESTING_MS,
    PROBE_FIRST_MS,
    REST_AFTER_MS,
    RESYNC_INTERVAL_MS,
    SMALL_PX,
    SWEEP_INTERVAL_MS,
    SWEEP_LATE_MS,
    VIDEO_KBPS_PER_MPX,
    VIDEO_MAX_KBPS,
    VIDEO_MIN_KBPS,
    Scheduler,
    Step,
)
from shared.geometry import Rect
from shared.screen.rate_control import Acknowledged

AREA = Rect(0, 0, 1000, 500)
NOTHING = LossyMap(AREA)


def running(*, is_exact_damage: bool = True) -> Scheduler:
    """A scheduler whose key update was sent at 0 and painted at 10."""
    scheduler = Scheduler(area=AREA, is_exact_damage=is_exact_damage, now_ms=0, bitrate_kbps=8000)
    scheduler.note_look(0, changed_px=AREA.area_px)
    scheduler.note_sent(1, 0, step=Step.KEY, painted=[AREA])
    ack(scheduler, 1, 10)
    return scheduler


def ack(scheduler: Scheduler, update_id: int, heard_ms: int, arrival_ms: int = 0) -> None:
    scheduler.note_ack(Acknowledged(update_id=update_id, heard_ms=heard_ms, arrival_ms=arrival_ms))


def step(scheduler: Scheduler, now_ms: int, *, has_damage: bool = False, lossy: LossyMap = NOTHING) -> Step:
    return scheduler.decide(now_ms, has_damage=has_damage, lossy=lossy)


def test_scheduler_fresh_begins_with_a_key_update():
    assert step(Scheduler(area=AREA, is_exact_damage=True, now_ms=5, bitrate_kbps=8000), 5) is Step.KEY


def test_scheduler_reported_damage_is_looked_at_at_once():
    assert step(running(), 20, has_damage=True) is Step.LOOK


def test_scheduler_two_looks_keep_their_distance():
    scheduler = running()
    scheduler.note_look(100, changed_px=SMALL_PX + 1)
    assert step(scheduler, 100 + LOOK_INTERVAL_MS - 1, has_damage=True) is Step.WAIT
    assert scheduler.wait_ms(101, has_damage=True, lossy=NOTHING) == LOOK_INTERVAL_MS - 1
    assert step(scheduler, 100 + LOOK_INTERVAL_MS, has_damage=True) is Step.LOOK


def test_scheduler_looks_again_soon_after_a_small_change_but_not_a_third_time():
    scheduler = running()
    scheduler.note_look(100, changed_px=SMALL_PX)
    assert step(scheduler, 100 + LOOK_AGAIN_MS - 1, has_damage=True) is Step.WAIT
    assert step(scheduler, 100 + LOOK_AGAIN_MS, has_damage=True) is Step.LOOK
    scheduler.note_look(100 + LOOK_AGAIN_MS, changed_px=1)
    assert (
        scheduler.wait_ms(100 + LOOK_AGAIN_MS, has_damage=True, lossy=NOTHING) == 2 * LOOK_INTERVAL_MS - LOOK_AGAIN_MS
    )
    assert step(scheduler, 100 + 2 * LOOK_INTERVAL_MS, has_damage=True) is Step.LOOK


def test_scheduler_with_two_unacknowledged_waits_for_the_viewer():
    scheduler = running()
    scheduler.note_sent(2, 100)
    assert step(scheduler, 120, has_damage=True) is Step.LOOK
    scheduler.note_sent(3, 120)
    assert step(scheduler, 140, has_damage=True) is Step.WAIT
    ack(scheduler, 2, 150)
    assert step(scheduler, 150, has_damage=True) is Step.LOOK


def test_scheduler_acknowledgement_stands_for_all_before_it():
    scheduler = running()
    scheduler.note_sent(2, 100)
    scheduler.note_sent(3, 110)
    ack(scheduler, 3, 130)
    assert scheduler.rate.unacked_count == 0


def test_scheduler_viewer_that_never_answers_gets_probes_and_nothing_else():
    scheduler = running()
    scheduler.note_sent(2, 100)
    scheduler.note_sent(3, 100)
    assert step(scheduler, 60_000, has_damage=True) is Step.PROBE
    scheduler.note_sent(4, 60_000, step=Step.PROBE)
    assert step(scheduler, 60_010, has_damage=True) is Step.WAIT


def test_scheduler_unanswered_update_is_probed_ever_more_rarely():
    scheduler = running()
    scheduler.note_sent(2, 100)
    assert step(scheduler, 100 + PROBE_FIRST_MS - 1) is Step.WAIT
    assert step(scheduler, 100 + PROBE_FIRST_MS) is Step.PROBE
    scheduler.note_sent(3, 160, step=Step.PROBE)
    assert step(scheduler, 160 + PROBE_FIRST_MS) is Step.WAIT
    assert step(scheduler, 160 + 2 * PROBE_FIRST_MS) is Step.PROBE
    ack(scheduler, 1, 200)
    assert step(scheduler, 160 + PROBE_FIRST_MS) is Step.WAIT
    ack(scheduler, 3, 300)
    assert step(scheduler, 2_000) is Step.WAIT


def test_scheduler_nothing_reported_sleeps_until_the_sweep():
    scheduler = running()
    assert scheduler.wait_ms(100, has_damage=False, lossy=NOTHING) == SWEEP_INTERVAL_MS - 100
    assert step(scheduler, SWEEP_INTERVAL_MS) is Step.LOOK


def test_scheduler_something_that_blinks_does_not_put_off_the_sweep():
    scheduler = running()
    scheduler.note_look(0, changed_px=AREA.area_px, is_whole=True)
    scheduler.note_look(SWEEP_INTERVAL_MS - 400, changed_px=20)
    assert not scheduler.is_whole_look(SWEEP_INTERVAL_MS - 400, has_damage=True)
    assert scheduler.wait_ms(SWEEP_INTERVAL_MS - 300, has_damage=False, lossy=NOTHING) == 300
    assert step(scheduler, SWEEP_INTERVAL_MS) is Step.LOOK
    assert scheduler.is_whole_look(SWEEP_INTERVAL_MS, has_damage=False)


def test_scheduler_reports_without_end_do_not_put_off_the_sweep_for_ever():
    scheduler = running()
    scheduler.note_look(0, changed_px=AREA.area_px, is_whole=True)
    for now_ms in range(10, SWEEP_LATE_MS, 10):
        assert not scheduler.is_whole_look(now_ms, has_damage=True)
        scheduler.note_look(now_ms, changed_px=0)
    assert scheduler.is_whole_look(SWEEP_LATE_MS, has_damage=True)
    scheduler.note_look(SWEEP_LATE_MS, changed_px=0, is_whole=True)
    assert not scheduler.is_whole_look(SWEEP_LATE_MS + 10, has_damage=True)


def test_scheduler_without_reports_looks_by_the_clock_and_rests_when_nothing_happens():
    scheduler = running(is_exact_damage=False)
    assert step(scheduler, POLL_ACTIVE_MS) is Step.LOOK
    scheduler.note_look(REST_AFTER_MS + 1, changed_px=0)
    assert step(scheduler, REST_AFTER_MS + 1 + POLL_ACTIVE_MS) is Step.WAIT
    assert step(scheduler, REST_AFTER_MS + 1 + POLL_RESTING_MS) is Step.LOOK
    scheduler.note_activity(REST_AFTER_MS + 2)
    assert step(scheduler, REST_AFTER_MS + 1 + POLL_ACTIVE_MS) is Step.LOOK


def test_scheduler_refresh_makes_a_resync_but_not_twice_for_one_loss():
    scheduler = running()
    scheduler.note_sent(2, 1_000, painted=[Rect(0, 0, 10, 10)])
    scheduler.note_refresh(1, 1_200)
    assert step(scheduler, 1_200) is Step.RESYNC
    lost = scheduler.resync_wanted
    assert lost is not None
    assert (lost.after_update_id, lost.rects) == (1, (Rect(0, 0, 32, 32),))
    scheduler.note_sent(3, 1_200, step=Step.RESYNC, painted=lost.rects)
    scheduler.note_refresh(1, 1_220)
    assert step(scheduler, 1_220) is Step.WAIT
    scheduler.note_refresh(1, 1_200 + RESYNC_INTERVAL_MS)
    assert step(scheduler, 1_200 + RESYNC_INTERVAL_MS) is not Step.RESYNC
    scheduler.note_refresh(1, 1_200 + ANSWER_MS)
    assert step(scheduler, 1_200 + ANSWER_MS) is Step.RESYNC


def test_scheduler_nothing_else_goes_out_while_a_loss_waits_for_its_answer():
    scheduler = running()
    scheduler.note_sent(2, 1_000, painted=[Rect(0, 0, 10, 10)])
    scheduler.note_refresh(1, 1_010)
    scheduler.note_sent(3, 1_010, step=Step.RESYNC, painted=[Rect(0, 0, 32, 32)])
    ack(scheduler, 3, 1_030)
    scheduler.note_sent(4, 1_040, painted=[Rect(0, 0, 10, 10)])
    scheduler.note_refresh(3, 1_050)
    assert step(scheduler, 1_060, has_damage=True) is Step.WAIT
    assert scheduler.wait_ms(1_060, has_damage=True, lossy=NOTHING) > 0
    assert step(scheduler, 1_010 + RESYNC_INTERVAL_MS, has_damage=True) is Step.RESYNC


def test_scheduler_viewer_that_has_nothing_or_less_than_it_said_gets_the_whole_picture():
    for after_update_id in (0, 1):
        scheduler = running()
        scheduler.note_sent(2, 1_000, painted=[Rect(0, 0, 10, 10)])
        ack(scheduler, 2, 1_010)
        scheduler.note_refresh(after_update_id, 5_000)
        assert step(scheduler, 5_000) is Step.KEY


def test_scheduler_lost_key_update_is_sent_again_whole():
    scheduler = running()
    scheduler.note_sent(2, 1_000, step=Step.KEY, painted=[AREA])
    scheduler.note_refresh(1, 1_000 + ANSWER_MS)
    assert step(scheduler, 1_000 + ANSWER_MS) is Step.KEY


def test_scheduler_key_update_makes_what_was_unacknowledged_void():
    scheduler = running()
    scheduler.note_sent(2, 1_000)
    scheduler.note_sent(3, 1_000)
    scheduler.want_key()
    assert step(scheduler, 1_010, has_damage=True) is Step.KEY
    scheduler.note_sent(4, 1_010, step=Step.KEY, painted=[AREA])
    assert scheduler.rate.unacked_count == 1


def test_scheduler_storm_of_key_requests_does_not_open_the_window():
    scheduler = running()
    scheduler.note_sent(2, 1_000, step=Step.KEY, painted=[AREA])
    scheduler.note_sent(3, 1_010)
    scheduler.want_key()
    assert step(scheduler, 1_030, has_damage=True) is Step.WAIT
    assert scheduler.wait_ms(1_030, has_damage=True, lossy=NOTHING) > 0


def test_scheduler_key_updates_keep_their_distance_whoever_asks():
    scheduler = running()
    scheduler.note_sent(2, 1_000, step=Step.KEY, painted=[AREA])
    scheduler.want_key()
    assert step(scheduler, 1_010) is not Step.KEY
    assert step(scheduler, 1_000 + KEY_INTERVAL_MS) is Step.KEY


def test_scheduler_small_changes_always_suit_tiles_and_large_ones_by_their_cost():
    scheduler = running()
    assert scheduler.suits_tiles(SMALL_PX, 3_000_000, 10_000)
    assert not scheduler.suits_tiles(SMALL_PX + 1, scheduler.tile_budget_bytes + 1, 10_000)
    assert scheduler.suits_tiles(500_000, scheduler.tile_budget_bytes, 20_000)


def test_scheduler_lasting_motion_uses_the_allowance_up_and_a_pause_fills_it():
    scheduler = running()
    assert scheduler.tile_allowance_bytes(1_000) == scheduler.tile_budget_bytes
    for now_ms in range(1_000, 1_300, 33):
        scheduler.note_tiles(60_000)
        scheduler.tile_allowance_bytes(now_ms)
    assert scheduler.tile_allowance_bytes(1_300) < 30_000
    assert not scheduler.suits_tiles(300_000, 40_000, 1_300)
    assert scheduler.tile_allowance_bytes(3_000) == scheduler.tile_budget_bytes


def test_scheduler_rate_and_budget_follow_what_the_line_carried():
    scheduler = running()
    before_bytes = scheduler.tile_budget_bytes
    for update_id in range(2, 14):
        scheduler.note_sent(update_id, 300 * update_id, 25_000)
        ack(scheduler, update_id, 300 * update_id + 210, arrival_ms=200)
    # 25 kB in 200 ms is a line of 1 Mbit/s.
    assert 700 < scheduler.bitrate_kbps < 1_100
    assert scheduler.tile_budget_bytes < before_bytes
    for update_id in range(14, 80):
        scheduler.note_sent(update_id, 300 * update_id, 100_000)
        ack(scheduler, update_id, 300 * update_id + 30, arrival_ms=20)
    assert scheduler.bitrate_kbps == VIDEO_MAX_KBPS
    assert scheduler.video_kbps(4_000_000) == VIDEO_MAX_KBPS
    assert scheduler.video_kbps(1_000_000) == VIDEO_KBPS_PER_MPX
    assert scheduler.video_kbps(10_000) == VIDEO_MIN_KBPS
    assert scheduler.tile_budget_bytes > before_bytes
    scheduler.limit_bitrate_kbps(2_000)
    assert scheduler.bitrate_kbps == 2_000
    assert scheduler.video_kbps(1_000_000) == 2_000


def test_scheduler_small_updates_say_nothing_about_the_line():
    scheduler = running()
    before_kbps = scheduler.bitrate_kbps
    scheduler.note_sent(2, 100, 900)
    ack(scheduler, 2, 400, arrival_ms=0)
    assert scheduler.bitrate_kbps == before_kbps


def test_scheduler_quiet_video_becomes_exact_after_damage_was_served():
    scheduler, lossy = running(), LossyMap(AREA)
    lossy.mark([Rect(0, 0, 10, 10)], 100)
    assert scheduler.wait_ms(100, has_damage=False, lossy=lossy) == QUIET_MIN_MS
    assert step(scheduler, 100 + QUIET_MIN_MS, has_damage=True, lossy=lossy) is Step.LOOK
    assert step(scheduler, 100 + QUIET_MIN_MS, lossy=lossy) is Step.REFINE
