from signaling.admin.oidc_pages import OidcPages
from signaling.domain.oidc_settings import BACK_PATH


def test_routes_are_these_and_only_the_way_there_and_back_takes_get():
    pages = OidcPages(**dict.fromkeys(("desk", "entry", "ways", "clock")), is_secure=True)
    assert {route.path: sorted(route.methods or ()) for route in pages.routes()} == {
        "/admin/sign-in/provider": ["GET", "HEAD"],
        BACK_PATH: ["GET", "HEAD"],
        "/admin/sign-in/provider/code": ["POST"],
    }
