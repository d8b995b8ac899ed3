from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.passkey_pages import WAYS, PasskeyPages, no_provider
from signaling.domain.operations import Operation
from signaling.domain.policy import ServerPolicy


def test_everything_but_the_sign_in_itself_is_behind_a_door_and_changes_take_post():
    doors: list[tuple[str, Operation]] = []

    def door(kind: str) -> Callable[..., Callable[[Request], Awaitable[Response]]]:
        def guard(act: Callable[..., Awaitable[Response]], operation: Operation):
            doors.append((kind, operation))

            async def serve(request: Request) -> Response:
                return Response(status_code=418)

            return serve

        return guard

    parts = dict.fromkeys(("desk", "sign_in", "accounts", "clock", "entry"))
    own = {"policy": ServerPolicy(), "provider_name": "", "finish_provider": no_provider, "is_secure": True}
    pages = PasskeyPages(**parts, **own, page=door("page"), form=door("form"))
    routes = {route.path: sorted(route.methods or ()) for route in pages.routes()}
    assert routes.pop(WAYS) == ["GET", "HEAD"]
    assert all(methods == ["POST"] for methods in routes.values())
    assert doors == [("page", Operation.MANAGE_OWN_WAYS)] + [("form", Operation.MANAGE_OWN_WAYS)] * 5
    assert len(routes) == 5 + 2
