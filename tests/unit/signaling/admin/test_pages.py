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
        ("/admin/sessions/{session_id}/end", "GET", "HEAD"),
        ("/admin/sessions/{session_id}/end", "POST"),
        ("/admin/log", "GET", "HEAD"),
        ("/admin/log/verify", "GET", "HEAD"),
        ("/admin/accounts", "GET", "HEAD"),
        ("/admin/accounts/new", "GET", "HEAD"),
        ("/admin/accounts/new/check", "POST"),
        ("/admin/accounts/new", "POST"),
        ("/admin/accounts/{account_id}", "GET", "HEAD"),
        ("/admin/accounts/{account_id}/check", "POST"),
        ("/admin/accounts/{account_id}", "POST"),
        ("/admin/policies", "GET", "HEAD"),
        ("/admin/policies/check", "POST"),
        ("/admin/policies", "POST"),
        ("/admin/set-up/{token}", "GET", "HEAD"),
        ("/admin/set-up/{token}", "POST"),
    }
