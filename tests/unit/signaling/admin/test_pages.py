from signaling.admin.pages import AdminParts, AdminSite


def test_routes_are_these_and_forms_only_take_post():
    site = AdminSite(AdminParts(**dict.fromkeys(AdminParts.__slots__)))
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
        ("/admin/sessions/{session_id}/receipt", "POST"),
        ("/admin/sessions/{session_id}/erase", "GET", "HEAD"),
        ("/admin/sessions/{session_id}/erase", "POST"),
        ("/admin/categories", "GET", "HEAD"),
        ("/admin/categories", "POST"),
        ("/admin/categories/{category_id}", "GET", "HEAD"),
        ("/admin/categories/{category_id}", "POST"),
    }
