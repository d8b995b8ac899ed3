from typing import Any

from signaling.admin.console_pages import ConsolePages


def test_looking_is_get_and_only_the_answer_is_sent():
    nothing: Any = None
    routes = ConsolePages(nothing, nothing, nothing, nothing).routes()
    assert [(route.path, *sorted(route.methods or ())) for route in routes] == [
        ("/admin/console", "GET", "HEAD"),
        ("/admin/console", "POST"),
        ("/admin/console/{hand_over_id}", "GET", "HEAD"),
    ]
