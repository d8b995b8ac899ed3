from agent_console.domain.clean_layout import clean_layout
from shared.protocol.peer_messages import Monitor, MonitorLayout


def test_clean_layout_changes_nothing_but_names() -> None:
    monitor = Monitor(monitor_id=1, name="DP\u202e-1\n", x_px=0, y_px=-5, width_px=10, height_px=20, is_primary=True)
    layout = MonitorLayout(layout_id=7, monitors=[monitor], shared_ids=[1])
    cleaned = clean_layout(layout)
    assert (cleaned.layout_id, cleaned.shared_ids) == (7, [1])
    assert [(one.name, one.y_px, one.width_px) for one in cleaned.monitors] == [("DP-1", -5, 10)]
