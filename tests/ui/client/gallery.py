"""Renders every page and state to PNG, to be looked at: `python -m tests.ui.client.gallery OUT --lang ru --scheme dark`."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer


def main(
    out_dir: Path,
    lang: str = "en",
    scheme: str = "light",
    contrast: Annotated[bool, typer.Option("--contrast")] = False,
    scale: float = 1.0,
    *,
    screen: str = "1366x768",
    only: str = "",
) -> None:
    """Write one PNG for each view, as on a display of this size; with `--scale 2` in twice as many pixels."""
    out_dir.mkdir(parents=True, exist_ok=True)
    width, height = (int(side) for side in screen.split("x"))
    display = {"name": "gallery", "x": 0, "y": 0, "width": width, "height": height}
    display |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    beside = display | {"name": "beside", "x": width}
    config = out_dir / "display.json"
    config.write_text(json.dumps({"synchronousWindowSystemEvents": True, "screens": [display, beside]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from client.ui.main_window import ClientWindows
    from client.view_models.screens import SessionView
    from shared.ui.i18n import install_language
    from shared.ui.theme import apply_theme
    from tests.ui.client.samples import MESSAGES, NOW_MS, VIEWS, RecordingIntents, StillClock

    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(out_dir / "settings"))
    app = QApplication(sys.argv[:1])
    install_language(app, lang)
    apply_theme(app, density="client", scheme="dark" if scheme == "dark" else "light", high_contrast=contrast)
    clock = StillClock()
    stand_ins = {number: monitor_of(number, screen) for number, screen in enumerate(app.screens(), 1)}
    windows = ClientWindows(RecordingIntents(), clock)
    for name, view in VIEWS.items():
        if only and only not in name:
            continue
        clock.now_ms = NOW_MS
        windows.render(on_these_screens(view, stand_ins))
        is_bar = isinstance(view, SessionView) and view.question is None
        window = windows.bar if is_bar else windows.main
        if name.startswith("transfers"):
            window = windows.transfers
            window.bring()
        if name.startswith("report"):
            windows.ended.wrong_button.click()
            if name == "report_money":
                windows.report.cause_buttons["asked_for_money"].setChecked(True)
        window.activateWindow()
        for _ in range(20):
            app.processEvents()
        if name == "question_control":  # show this one awake
            windows.question._observe()  # the tick, taken by hand
            clock.now_ms += 3_100
            windows.question._observe()
            app.processEvents()
        window.grab().save(str(out_dir / f"{name}.png"))
        typer.echo(f"{name}: {window.width()} x {window.height()}")
        if name.startswith("report"):
            windows.report.back_button.click()
    for name, view in MESSAGES.items():
        if only and only not in name:
            continue
        windows.render(on_these_screens(view, stand_ins))
        windows.bar.messages_button.click()
        for _ in range(20):
            app.processEvents()
        windows.messages.grab().save(str(out_dir / f"{name}.png"))
        windows.messages.put_away()
    windows.close_all()


def monitor_of(number: int, screen: Any) -> Any:
    """The display as the program would list it, so that its windows know which one they are on."""
    from client.ui.screen_geometry import physical_rect
    from client.view_models.screens import MonitorChoice

    x, y, width, height = physical_rect(screen.geometry(), screen)
    return MonitorChoice(
        monitor_id=number, name="", width_px=width, height_px=height, is_primary=number == 1, x_px=x, y_px=y
    )


def on_these_screens(view: Any, stand_ins: dict[int, Any]) -> Any:
    """The view with its displays in the places of the ones there are."""
    from client.view_models.screens import SessionView

    if not isinstance(view, SessionView):
        return view
    question = view.question
    if question is not None:
        question = replace(question, monitors=tuple(stand_ins[each.monitor_id] for each in question.monitors))
    return replace(view, monitors=tuple(stand_ins[each.monitor_id] for each in view.monitors), question=question)


if __name__ == "__main__":
    typer.run(main)
