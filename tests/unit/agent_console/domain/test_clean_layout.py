from agent_console.domain.clean_layout import clean_layout
from shared.protocol.peer_messages import Monitor, MonitorLayout


def test_clean_layout_changes_nothing_but_names() -> None:
    monitor = Monitor(monitor_id=1, name="DP\u202e-1\n", x_px=0, y_px=-5, width_px=10, height_px=20, is_primary=True)
    layout = MonitorLayout(layout_id=7, monitors=[monitor], shared_ids=[1])
    cleaned = clean_layout(layout)
    assert (cleaned.layout_id, cleaned.shared_ids) == (7, [1])
    assert [(one.name, one.y_px, one.width_px) for one in cleaned.monitors] == [("DP-1", -5, 10)]


def test_clean_layout_takes_what_is_harmful_out_of_names_and_nothing_else():
    monitor = Monitor(
        monitor_id=1, name="DP\u202e-1\n", x_px=3, y_px=4, width_px=1920, height_px=1080, is_primary=True
    )  # fmt: skip
    layout = clean_layout(MonitorLayout(layout_id=7, monitors=[monitor], shared_ids=[1]))
    assert (layout.layout_id, layout.shared_ids) == (7, [1])
    (cleaned,) = layout.monitors
    assert cleaned.name == "DP-1"
    assert (cleaned.x_px, cleaned.y_px, cleaned.width_px, cleaned.height_px, cleaned.is_primary) == (
        3,
        4,
        1920,
        1080,
        True,
    )
