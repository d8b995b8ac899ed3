"""Renders every state of the console's window to PNG, to be looked at: `python -m tests.ui.agent_console.gallery DIR`.

One process a scale factor, because Qt reads it once; this module starts them.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

WIDTH_PX, HEIGHT_PX = 1366, 768
LANGUAGES = ("en", "ru", "ro")
SCHEMES = ("light", "dark")


def main(
    out_dir: Path,
    names: Annotated[list[str] | None, typer.Argument(metavar="[SCENE]...")] = None,
    scale: Annotated[list[str] | None, typer.Option(help="Only at this scale factor; 1 and 2 if not said.")] = None,
) -> None:
    """Write one PNG for each scene, language and scheme; without names for all scenes."""
    unknown = sorted(set(names or ()) - SCENES.keys())
    if unknown:
        raise typer.BadParameter(f"no such scene: {', '.join(unknown)}. There are: {', '.join(sorted(SCENES))}")
    out_dir.mkdir(parents=True, exist_ok=True)
    if "GALLERY_SCALE" in os.environ:
        _render(out_dir, scale=os.environ["GALLERY_SCALE"], only=names or [])
        return
    codes = [
        subprocess.run(
            [sys.executable, "-m", "tests.ui.agent_console.gallery", str(out_dir), *(names or [])],
            env=os.environ | {"GALLERY_SCALE": factor, "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"},
            check=False,
        ).returncode
        for factor in scale or ("1", "2")
    ]
    raise typer.Exit(max(codes))


def _render(target: Path, *, scale: str, only: list[str]) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from shared.ui.i18n import install_language
    from shared.ui.theme import apply_theme

    app = QApplication(sys.argv[:1])
    for scheme in SCHEMES:
        apply_theme(app, density="console", scheme=scheme, high_contrast=False)
        for language in LANGUAGES:
            install_language(app, language)
            for name, build in SCENES.items():
                if only and name not in only:
                    continue
                window = build()
                window.resize(WIDTH_PX, HEIGHT_PX)
                window.show()
                for _ in range(5):
                    app.processEvents()
                (app.activePopupWidget() or app.activeModalWidget() or window).grab().save(
                    str(target / f"{name}_{language}_{scheme}_{scale}x.png")
                )
                window.close()
                window.deleteLater()
                QCoreApplication.sendPostedEvents(
                    None, QEvent.Type.DeferredDelete
                )  # no event loop runs here to do it


def _window() -> tuple:
    from agent_console.ui.main_window import ConsoleWindow
    from tests.ui.agent_console import recorder as r

    intents = r.RecordedIntents()
    window = ConsoleWindow(intents, r.check_code, r.ManualClock())
    window._may_close = True
    return window, r


def _sign_in(**fields: object) -> Callable:
    def build() -> object:
        from agent_console.view_models.screens import SignInView

        window, _ = _window()
        window.show_account(SignInView(server_url="https://help.contoso.example", **fields))
        if fields.get("email"):
            window.sign_in.password.setText("correct horse")
        return window

    return build


def _empty(*, code: str = "", **fields: object) -> Callable:
    def build() -> object:
        from dataclasses import replace

        window, r = _window()
        window.show_account(replace(r.SIGNED_IN, **fields))
        window.workspace.empty_code.field.setText(code)
        if code:
            window.workspace.empty_code.submit()
        return window

    return build


def _tabs(*, picture: bool = True, code: str = "", prepare: Callable | None = None, **changes: object) -> Callable:
    def build() -> object:
        window, r = _window()
        window.show_account(r.SIGNED_IN)
        first = r.tab(1, **changes)
        window.show_tab(first)
        surface = r.DrawnSurface(1920, 1080)
        r.draw_desktop(surface)
        if picture:
            window.attach_picture(1, surface, surface.lock)
        window.show_tab(
            r.tab(
                2,
                title="902 \N{HORIZONTAL ELLIPSIS}",
                stage="live",
                cover="asking",
                started_at_mono_ms=9_000_000 - 3_725_000,
            )
        )
        window.show_tab(r.tab(3, title="051 \N{HORIZONTAL ELLIPSIS}", stage="pairing", started_at_mono_ms=0))
        window.show_tab(r.tab(4, title="733 \N{HORIZONTAL ELLIPSIS}", stage="ended", end_reason="user_stopped"))
        window.workspace.tabs.choose(1)
        window.show_tab(
            r.tab(
                2,
                title="902 \N{HORIZONTAL ELLIPSIS}",
                stage="live",
                cover="paused",
                rights={},
                started_at_mono_ms=9_000_000 - 3_725_000,
            )
        )
        if code:
            window.workspace.code.field.setText(code)
            window.workspace.code.submit()
        if prepare is not None:
            prepare(window)
        return window

    return build


def _trouble(code: str, **fields: str | int) -> object:
    from agent_console.view_models.screens import Trouble

    return Trouble(code=code, fields=fields)


def _rights(**states: str) -> dict:
    from shared.capability import Capability

    return {Capability(name): state for name, state in states.items()}


def _control() -> Any:
    from shared.capability import Capability

    return Capability.CONTROL


def _ended(cause: Any) -> object:
    from agent_console.domain.person_state import EndedRight

    return EndedRight(capability=_control(), cause=cause)


def _with_graph(window: Any) -> None:
    from shared.link_stats import LinkStats

    page = window.page(1)
    page.toggle_graph()
    for second in range(60):
        is_silent, is_moving = 30 <= second < 34, second % 20 > 12
        page._history.note(
            None
            if is_silent
            else LinkStats(
                rtt_ms=12.0 + second % 7 + 60 * (second == 34),
                bitrate_kbps=3100.0 + 90 * (second % 5) if is_moving else 40.0 + second,
                pictures_per_s=29.0 if is_moving else 4.0,
            )
        )
    page.graph.refresh()


def _captured_in_full_screen(window: Any) -> None:
    window.toggle_full_screen()
    page = window.page(1)
    page.remote.capture()
    page.over.hide()
    page.over._show_hint()


def _with_keyboard_menu(window: Any) -> None:
    window.show()
    button = window.page(1).line.keyboard
    button.menu().popup(button.mapToGlobal(button.rect().topLeft()))


def _with_long_clipboard(window: Any) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText("x" * 5_000)
    window.type_clipboard()


def _zoomed(window: Any) -> None:
    for _ in range(3):
        window.zoom_in()


def _drawing(window: Any) -> None:
    """An arrow, a box and a line, with the pen still in hand."""
    drawer = window.page(1).remote.drawing._drawer
    strokes = {
        "arrow": ((44_000, 12_000), (33_000, 21_000)),
        "box": ((9_000, 17_500), (32_000, 25_000)),
        "pen": tuple((12_000 + 900 * step, 42_000 + (step % 2) * 2_500) for step in range(24)),
    }
    for colour, (tool, points) in enumerate(strokes.items()):
        window.draw(tool)
        drawer.colour, drawer.is_fading = colour, False
        drawer.press(points[0], 9_000_000)
        for point in points[1:]:
            drawer.move(point, 9_000_000)
        drawer.release(9_000_000)
    window.page(1).remote.drawing.choose_fading(is_fading=False)
    window.page(1).remote.viewport().update()


def _soft_and_slow() -> dict[str, object]:
    from agent_console.domain.sharpness import Sharpness
    from shared.link_stats import LinkStats

    return {
        "sharpness": Sharpness.SOFT,
        "stats": LinkStats(rtt_ms=184.0, bitrate_kbps=3120.0, pictures_per_s=24.0),
    }


def _chat(view_talk: str, *, draft: str = "", **changes: object) -> Callable:
    def build() -> object:
        from tests.ui import talk_samples

        def prepare(window: Any) -> None:
            window.focus_chat()
            window.page(1).panel.chat.composer.field.setPlainText(draft)

        return _tabs(prepare=prepare, talk=getattr(talk_samples, view_talk), **changes)()

    return build


def _unread_over_the_picture() -> object:
    from tests.ui import talk_samples

    return _tabs(talk=talk_samples.UNREAD)()


def _reply_editor(window: Any) -> None:
    window.focus_chat()
    window.page(1).panel.chat.edit_replies()


def _clips(**fields: Any) -> Callable:
    """All four rights on, and something that was copied."""

    def build() -> object:
        from shared.session.clip_desk import ClipView

        rights = _rights(view="on", control="on", clipboard_to_user="on", clipboard_from_user="on")
        return _tabs(rights=rights, clips=ClipView(may_send=True, **{key: make() for key, make in fields.items()}))()

    return build


def _text_that_came() -> Any:
    from tests.fakes.clips import text_of

    return text_of(
        "Cannot print: HP LaserJet 1020 was not found.\nError 0x0000007e, please ask your administrator for help"
    )


def _note(code: str) -> Callable:
    def make() -> object:
        from shared.session.clip_desk import ClipNote

        return ClipNote(code=code, clip=_text_that_came())

    return make


HOSTILE = "<img src=\\\\evil\\x> & <a href='x'>A" + "\u0300" * 10_000 + "na\u202egnp"


def _transfers(stage: str) -> tuple:
    from dataclasses import replace

    from tests.ui.client.samples import DONE, MOVING

    refused = replace(MOVING, batch_id=2, stage="refused", files=MOVING.files[:1], total_bytes=41_730_112)
    return (replace(MOVING if stage == "moving" else DONE, folder="", skipped=("photos/link",)), refused)


def _from_user(stage: str) -> tuple:
    from dataclasses import replace

    from tests.ui.client.samples import DONE, GOING

    if stage == "done":
        return (replace(DONE, batch_id=2**52, direction="from_user", folder="/home/ana/Downloads"),)
    return (replace(GOING, stage=stage, folder="" if stage == "waiting" else "/home/ana/Downloads"),)


def _refused(reason: str) -> object:
    from agent_console.domain.person_state import RefusedPresses

    return RefusedPresses(reason=reason, count=12)


def _filing(progress: str, *, trouble: str = "", **changes: object) -> Callable:
    def build() -> object:
        from agent_console.ui.page_switch import FILING_PAGE
        from tests.ui.agent_console import recorder as r

        def prepare(window: Any) -> None:
            page = window.page(1)
            page.panel.switch.show_page(FILING_PAGE)
            filing = page.panel.filing
            if progress != "none":
                filing.category.setCurrentIndex(4)
                filing.result_buttons["partly"].setChecked(True)
                filing.note.setPlainText(
                    "The old password was still saved in the browser.\nNext time: check Outlook."
                )
            if progress in ("filed", "waiting"):
                filing.button.click()

        return _tabs(
            stage="ended",
            end_reason="user_stopped",
            rights={},
            filing=r.filing("unfiled" if progress == "none" else progress, trouble=trouble),
            prepare=prepare,
            **changes,
        )()

    return build


SCENES: dict[str, Callable] = {
    "filing": _filing("none"),
    "filing_filled": _filing("unfiled"),
    "filing_filed": _filing("filed"),
    "filing_waiting": _filing("waiting"),
    "filing_refused": _filing("refused", trouble="category_unknown"),
    "01_sign_in": _sign_in(),
    "02_sign_in_busy": _sign_in(email="ana@contoso.example", is_busy=True),
    "03_sign_in_trouble": _sign_in(email="ana@contoso.example", trouble=_trouble("sign_in_refused")),
    "04_sign_in_unreachable": _sign_in(
        email="ana@contoso.example", trouble=_trouble("server_unreachable", host="help.contoso.example")
    ),
    "04_sign_in_code": _sign_in(email="ana@contoso.example", asks_second_factor=True),
    "04_sign_in_code_refused": _sign_in(
        email="ana@contoso.example", asks_second_factor=True, trouble=_trouble("second_factor_refused")
    ),
    "04_signed_out": _sign_in(email="ana@contoso.example", trouble=_trouble("signed_out")),
    "04_stay_off": _sign_in(email="ana@contoso.example"),
    "04_stay_on": _sign_in(email="ana@contoso.example", stays_for="ana@contoso.example"),
    "04_stay_missing": _sign_in(email="ana@contoso.example", keyring="missing"),
    "04_stay_locked": _sign_in(email="ana@contoso.example", keyring="locked"),
    "04_stay_slow_code": _sign_in(
        email="ana@contoso.example",
        keyring="slow",
        asks_second_factor=True,
        trouble=_trouble("second_factor_refused"),
    ),
    "05_empty": _empty(),
    "06_empty_bad_code": _empty(code="417 382 915 603"),
    "07_empty_server_gone": _empty(is_connected=False),
    "08_live": _tabs(),
    "09_live_captured": _tabs(prepare=lambda window: window.page(1).remote.capture()),
    "10_live_actual_size": _tabs(prepare=lambda window: window.toggle_scale()),
    "23_graph": _tabs(prepare=_with_graph),
    "24_full_screen": _tabs(prepare=lambda window: window.toggle_full_screen()),
    "25_full_screen_captured": _tabs(prepare=_captured_in_full_screen),
    "26_keys": _tabs(prepare=lambda window: window.show_shortcuts()),
    "28_drawing": _tabs(prepare=_drawing),
    "29_drawing_full_screen": _tabs(prepare=lambda window: (window.toggle_full_screen(), _drawing(window))),
    "27_zoomed_slow": _tabs(prepare=_zoomed, **_soft_and_slow()),
    "11_live_no_panel": _tabs(prepare=lambda window: window.toggle_panel()),
    "12_ask_end": _tabs(prepare=lambda window: window.end_session()),
    "13_no_view": _tabs(picture=False, stage="verified", cover="no_view", rights={}, rights_end_at_mono_ms={}),
    "14_refused": _tabs(picture=False, stage="verified", cover="no_view", rights=_rights(view="refused")),
    "15_asking": _tabs(cover="asking", rights=_rights(view="on", control="asked"), rights_end_at_mono_ms={}),
    "16_paused": _tabs(cover="paused"),
    "17_stalled": _tabs(cover="stalled"),
    "18_pairing": _tabs(
        picture=False, stage="pairing", rights={}, verified_words="", monitors=(), started_at_mono_ms=0
    ),
    "19_ended": _tabs(stage="ended", end_reason="user_stopped"),
    "20_tab_trouble": _tabs(rights=_rights(view="on"), trouble=_trouble("injection_unavailable")),
    "21_hostile": _tabs(title=HOSTILE, problem=HOSTILE * 3),
    "28_keyboard_menu": _tabs(prepare=_with_keyboard_menu),
    "29_typing_clipboard": _tabs(typed=(118, 640)),
    "30_clipboard_too_long": _tabs(prepare=_with_long_clipboard),
    "28_person_busy": _tabs(is_person_active=True),
    "29_person_busy_full_screen": _tabs(prepare=_captured_in_full_screen, is_person_active=True),
    "29_press_refused": _tabs(refused=_refused("own_window")),
    "29_press_refused_untypable": _tabs(refused=_refused("untypable")),
    "29_press_refused_full_screen": _tabs(prepare=_captured_in_full_screen, refused=_refused("reserved_keys")),
    "30_ending": _tabs(rights_end_at_mono_ms={_control(): 9_000_000 + 52_000}),
    "31_ended_locked": _tabs(
        rights=_rights(view="on", control="off"), rights_end_at_mono_ms={}, ended_right=_ended("locked")
    ),
    "28_files_moving": _tabs(may_send_files=False, transfers=_transfers("moving")),
    "28_files_asked": _tabs(files_request="asked", cover="asking"),
    "28_files_refused": _tabs(files_request="refused", may_send_files=True, may_ask_files=True),
    "28_files_offered": _tabs(may_send_files=True, transfers=_from_user("waiting")),
    "28_files_coming": _tabs(may_send_files=True, transfers=_from_user("moving")),
    "29_files_came": _tabs(may_send_files=True, may_ask_files=True, transfers=_from_user("done")),
    "29_files_done": _tabs(may_send_files=True, transfers=_transfers("done")),
    "38_clip_came": _clips(came=_text_that_came),
    "39_clip_sent": _clips(note=_note("sent")),
    "40_clip_too_large": _clips(note=_note("text_too_large")),
    "41_reasons": _tabs(needs_reason=frozenset({_control()}), rights=_rights(view="on", control="off")),
    "22_bad_code": _tabs(code="417 382 915 603"),
    "30_chat": _chat("TALK"),
    "31_chat_draft": _chat("UNREAD", draft="I will look at the driver now.\nIt takes a minute."),
    "32_chat_reply": _chat("TALK", draft="/"),
    "33_chat_silent": _chat("SILENT", cover="stalled"),
    "34_chat_over": _chat("LOST", stage="ended", end_reason="peer_lost", draft="half a sentence"),
    "35_chat_attacked": _chat("ATTACKED"),
    "36_unread": _unread_over_the_picture,
    "37_replies": _tabs(prepare=_reply_editor),
}

if __name__ == "__main__":
    typer.run(main)
