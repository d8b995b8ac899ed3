from agent_console.domain.remote_layout import clean_layout
from shared.protocol import peer_messages as peer
from tests.fakes.flow_ports import MONITOR


def test_clean_layout_makes_names_harmless_and_changes_nothing_else():
    bad = peer.Monitor(
        monitor_id=2, name="DP\u202e-1\x1b[2J", x_px=1, y_px=2, width_px=3, height_px=4, is_primary=False
    )
    layout = clean_layout(peer.MonitorLayout(layout_id=7, monitors=[MONITOR, bad], shared_ids=[2]))
    assert [monitor.name for monitor in layout.monitors] == ["DP-1", "DP-1[2J"]
    assert (layout.layout_id, layout.shared_ids, layout.monitors[0]) == (7, [2], MONITOR)
    assert (layout.monitors[1].x_px, layout.monitors[1].height_px) == (1, 4)
