"""For every window, screen and zoom: what is painted is what is clicked."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from agent_console.domain.viewport import ZOOM_STEPS, Viewport
from shared.geometry import Rect, denormalize_point

_sides = st.integers(1, 4_000)
_views = st.builds(
    Viewport,
    widget_width_px=_sides,
    widget_height_px=_sides,
    remote_width_px=st.integers(1, 16_384),
    remote_height_px=st.integers(1, 16_384),
    pixel_ratio=st.sampled_from([1.0, 1.25, 1.5, 1.75, 2.0, 3.0]),
    zoom=st.none() | st.floats(0.1, 8.0),
    may_enlarge=st.booleans(),
    scroll_x_px=st.integers(0, 20_000),
    scroll_y_px=st.integers(0, 20_000),
    edge_x=st.sampled_from([0.0, 0.25, -0.25, -0.5]),
    edge_y=st.sampled_from([0.0, 0.25, -0.25, -0.5]),
)
_parts = st.floats(0.0, 1.0, exclude_max=True)


@given(view=_views, part_x=_parts, part_y=_parts)
def test_viewport_any_position_in_the_picture_is_a_remote_pixel(view: Viewport, part_x: float, part_y: float) -> None:
    remote = view.remote_at(part_x * view.widget_width_px, part_y * view.widget_height_px)
    assume(remote is not None)
    assert remote is not None
    assert 0 <= remote[0] < view.remote_width_px
    assert 0 <= remote[1] < view.remote_height_px


@given(view=_views, part_x=_parts, part_y=_parts)
def test_viewport_position_sent_arrives_at_the_same_remote_pixel(
    view: Viewport, part_x: float, part_y: float
) -> None:
    x, y = part_x * view.widget_width_px, part_y * view.widget_height_px
    for is_dragging in (False, True):
        remote = view.remote_near(x, y) if is_dragging else view.remote_at(x, y)
        sent = view.normalized_at(x, y, is_dragging=is_dragging)
        assert (remote is None) == (sent is None)
        if remote is not None and sent is not None:
            assert denormalize_point(*sent, Rect(0, 0, view.remote_width_px, view.remote_height_px)) == remote


@given(view=_views, part_x=_parts, part_y=_parts)
def test_viewport_pointer_painted_on_a_pixel_is_over_that_pixel(view: Viewport, part_x: float, part_y: float) -> None:
    """Holds whenever a remote pixel has a device pixel of its own."""
    picture = view.picture
    assume(picture.width >= view.remote_width_px and picture.height >= view.remote_height_px)
    remote = int(part_x * view.remote_width_px), int(part_y * view.remote_height_px)
    device_x, device_y = view.device_at(*remote)
    assert view._remote_of(device_x, device_y, picture) == remote


@given(view=_views, part_x=_parts, part_y=_parts, width=st.integers(1, 300), height=st.integers(1, 300))
def test_viewport_repainted_area_holds_every_pixel_that_shows_the_change(
    view: Viewport, part_x: float, part_y: float, width: int, height: int
) -> None:
    x, y = part_x * view.widget_width_px, part_y * view.widget_height_px
    remote = view.remote_at(x, y)
    assume(remote is not None)
    assert remote is not None
    screen = Rect(0, 0, view.remote_width_px, view.remote_height_px)
    changed = Rect(remote[0] - width // 2, remote[1] - height // 2, width, height).intersect(screen)
    device = view._device_of(x, y)
    assert view.device_rect_of(changed).contains(*device) or not _is_on_screen(view, device)
    assert view.widget_rect_of(changed).contains(int(x), int(y)) or not _is_on_screen(view, device)


def _is_on_screen(view: Viewport, device: tuple[int, int]) -> bool:
    """With a broken pixel ratio the first and last widget pixel can lie half beyond the whole device pixels."""
    return 0 <= device[0] < view.device_width_px and 0 <= device[1] < view.device_height_px


@given(view=_views)
def test_viewport_fit_never_exceeds_the_widget_and_keeps_proportions(view: Viewport) -> None:
    assume(view.zoom is None)
    picture = view.picture
    assert picture.x >= 0
    assert picture.right_px <= view.device_width_px
    assert picture.y >= 0
    assert picture.bottom_px <= view.device_height_px
    # Proportions up to one device pixel of rounding.
    wide = picture.width * view.remote_height_px - picture.height * view.remote_width_px
    assert abs(wide) <= max(view.remote_height_px, view.remote_width_px)


@given(view=_views, x_px=st.integers(-9_999, 9_999), y_px=st.integers(-9_999, 9_999))
def test_viewport_scrolled_shows_no_bar_beside_a_picture_that_is_too_large(
    view: Viewport, x_px: int, y_px: int
) -> None:
    moved = view.scrolled_by(x_px, y_px)
    picture = moved.picture
    if picture.width >= view.device_width_px:
        assert picture.x <= 0
        assert picture.right_px >= view.device_width_px
    if picture.height >= view.device_height_px:
        assert picture.y <= 0
        assert picture.bottom_px >= view.device_height_px


@given(view=_views, part_x=_parts, part_y=_parts, zoom=st.sampled_from(ZOOM_STEPS))
def test_viewport_zoom_keeps_what_is_under_the_pointer_there_unless_the_picture_ends(
    view: Viewport, part_x: float, part_y: float, zoom: float
) -> None:
    x, y = part_x * view.widget_width_px, part_y * view.widget_height_px
    remote = view.remote_at(x, y)
    assume(remote is not None and view.remote_width_px > 1 and view.remote_height_px > 1)
    assert remote is not None
    zoomed = view.zoomed_to(zoom, x, y)
    device = zoomed._device_of(x, y)
    assume(_is_on_screen(zoomed, device))
    picture, (max_x, max_y) = zoomed.picture, zoomed.scroll_max_px
    shown = zoomed.device_at(*remote)
    # Within one device pixel, unless the picture is smaller than the widget or has been scrolled to an end.
    if 0 < zoomed.scroll_x_px < max_x:
        assert abs(shown[0] - device[0]) <= 1
    if 0 < zoomed.scroll_y_px < max_y:
        assert abs(shown[1] - device[1]) <= 1
    assert picture.area_px > 0


@given(view=_views, part_x=_parts, part_y=_parts)
def test_viewport_one_to_one_is_exact_at_every_density(view: Viewport, part_x: float, part_y: float) -> None:
    """Neighbouring device pixels are neighbouring remote pixels, and the pointer means the one it is on."""
    whole = replace(view, zoom=1.0)
    assert whole.is_pixel_exact
    x, y = part_x * view.widget_width_px, part_y * view.widget_height_px
    remote = whole.remote_at(x, y)
    assume(remote is not None)
    assert remote is not None
    picture, device = whole.picture, whole._device_of(x, y)
    assert remote == (device[0] - picture.x, device[1] - picture.y)
    assert whole.device_at(*remote) == device


@given(view=_views)
def test_viewport_steps_lead_from_any_scale_to_both_ends(view: Viewport) -> None:
    assume(view.picture.area_px > 0)
    for steps, end in ((1, ZOOM_STEPS[-1]), (-1, ZOOM_STEPS[0])):
        shown = view
        for _ in ZOOM_STEPS:
            shown = replace(shown, zoom=shown.next_zoom(steps))
        assert shown.zoom == end
