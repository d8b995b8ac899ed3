"""The two region requests, against a real X server."""

from client.media import x_region


def test_region_created_empty_is_fetched_empty(display):
    from Xlib import display as xdisplay

    connection = xdisplay.Display(display)
    connection.xfixes_query_version()
    region = x_region.create(connection)
    extents, rects = x_region.fetch(connection, region)
    assert extents.area_px == 0
    assert rects == []
    connection.close()
