"""The two region requests, against a real X server."""

import struct

import pytest

from client.media import x_region
from shared.geometry import Rect
from shared.xcb_link import XcbLink

SET_REGION = 11


@pytest.fixture
def link(display):
    made = XcbLink(display)
    yield made
    made.close()


@pytest.fixture
def opcode(link):
    return link.open_extension("XFIXES", (2, 0)).opcode


def test_region_created_empty_is_fetched_empty(link, opcode):
    extents, rects = x_region.fetch(link, opcode, x_region.create(link, opcode))
    assert extents.area_px == 0
    assert rects == []


def test_region_is_fetched_as_it_was_set_also_left_of_and_above_the_screen(link, opcode):
    region = x_region.create(link, opcode)
    parts = struct.pack("=hhHH", -30, -20, 10, 5) + struct.pack("=hhHH", 40, 50, 600, 7)
    link.tell(struct.pack("=BBHI", opcode, SET_REGION, 0, region) + parts)
    extents, rects = x_region.fetch(link, opcode, region)
    assert rects == [Rect(-30, -20, 10, 5), Rect(40, 50, 600, 7)]
    assert extents.x == -30


def test_region_that_is_not_there_is_nothing(link, opcode):
    extents, rects = x_region.fetch(link, opcode, link.new_id())
    assert extents.area_px == 0
    assert rects == ()
