"""The picture port over the sender: what is shown goes on undisturbed, whatever else is said."""

from typing import Any

from client.media.capture import CaptureFailedError
from client.picture_shell import PictureShell
from tests.fakes.flow_ports import MONITOR, RecordingPicture


class Sender(RecordingPicture):
    """A sender whose displays may be unreadable."""

    is_readable = True

    def monitors(self) -> Any:
        if not self.is_readable:
            raise CaptureFailedError
        return super().monitors()


class Watch:
    """Says what the test wants it to say, once."""

    has_changed = False

    def take_changed(self) -> bool:
        has_changed, self.has_changed = self.has_changed, False
        return has_changed


def _make() -> tuple[PictureShell, Sender, Watch]:
    sender: Any = Sender()
    watch: Any = Watch()
    return PictureShell(sender, watch), sender, watch


def test_picture_shell_showing_what_is_shown_does_not_begin_anew():
    shell, sender, _watch = _make()
    for monitor_ids in ((1,), (1,), (1, 2), (1, 2)):
        shell.show(monitor_ids)
    assert [shown for _, shown in sender.story] == [(1,), (1, 2)]


def test_picture_shell_after_a_cover_or_nothing_it_begins_anew():
    shell, sender, _watch = _make()
    shell.show((1,))
    shell.cover("asking")
    shell.show((1,))
    shell.hide()
    shell.show((1,))
    assert [shown for _, shown in sender.story] == [(1,), "asking", (1,), None, (1,)]


def test_picture_shell_displays_that_cannot_be_read_stay_as_they_were():
    shell, sender, watch = _make()
    sender.is_readable = False
    watch.has_changed = True
    assert shell.monitors() == (MONITOR,)


def test_picture_shell_lists_the_displays_anew_only_when_something_changed():
    shell, sender, watch = _make()
    sender.displays = ()
    assert shell.monitors() == (MONITOR,)
    watch.has_changed = True
    assert shell.monitors() == ()
