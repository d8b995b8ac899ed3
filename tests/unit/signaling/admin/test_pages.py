from signaling.admin.pages import AdminParts, AdminSite
from signaling.domain.policy import ServerPolicy


def test_routes_are_these_and_forms_only_take_post():
    site = AdminSite(AdminParts(**(dict.fromkeys(AdminParts.__slots__) | {"policy": ServerPolicy()})))
    found = {(route.path, *sorted(route.methods or ())) for route in site.routes()}
    assert found == {
        ("/admin", "GET", "HEAD"),
        ("/admin/sign-in", "GET", "HEAD"),
        ("/admin/sign-in", "POST"),
        ("/admin/sign-out", "POST"),
        ("/admin/language/{language}", "GET", "HEAD"),
        ("/admin/static/{version}/{name}", "GET", "HEAD"),
        ("/admin/sessions", "GET", "HEAD"),
        ("/admin/sessions/{session_id}", "GET", "HEAD"),
        ("/admin/sessions/{session_id}/verify", "GET", "HEAD"),
        ("/admin/sessions/{session_id}/export", "POST"),
        ("/admin/log", "GET", "HEAD"),
        ("/admin/log/verify", "GET", "HEAD"),
        ("/admin/accounts", "GET", "HEAD"),
        ("/admin/sign-in/passkey/begin", "POST"),
        ("/admin/sign-in/passkey", "POST"),
        ("/admin/ways", "GET", "HEAD"),
        ("/admin/ways/passkey/begin", "POST"),
        ("/admin/ways/passkey", "POST"),
        ("/admin/ways/passkey/{passkey_id}/rename", "POST"),
        ("/admin/ways/passkey/{passkey_id}/remove", "POST"),
    }
