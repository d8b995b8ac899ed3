from client.view_models.drawing import DrawingView, present_drawing
from shared.capability import Capability
from shared.geometry import Rect
from tests.fakes.home import Home
from tests.unit.client.domain.test_drawing import draw, point


def test_present_drawing_says_who_draws_what_where():
    home = Home().to_bound().allow(Capability.VIEW)
    assert present_drawing(home.controller.desks.drawing, "Ana") == DrawingView()
    home.hear(draw())
    home.hear(point(1))
    view = present_drawing(home.controller.desks.drawing, "Ana")
    assert (len(view.marks), view.pointer, view.areas, view.name) == (1, (7, 9), (Rect(0, 0, 1920, 1080),), "Ana")
    home.controller.desks.drawing.clear()
    assert present_drawing(home.controller.desks.drawing, "Ana") == DrawingView()
