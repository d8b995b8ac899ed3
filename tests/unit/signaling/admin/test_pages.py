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
        ("/admin/log/export/jsonl", "POST"),
        ("/admin/log/export/csv", "POST"),
        ("/admin/log/verify", "GET", "HEAD"),
        ("/admin/log/verify", "POST"),
        ("/admin/log/verify/stop", "POST"),
        ("/admin/log/witness", "GET", "HEAD"),
        ("/admin/statistics", "GET", "HEAD"),
        ("/admin/statistics/days.csv", "GET", "HEAD"),
        ("/admin/statistics/agents.csv", "GET", "HEAD"),
        ("/admin/statistics/problems.csv", "GET", "HEAD"),
        ("/admin/health", "GET", "HEAD"),
        ("/admin/accounts", "GET", "HEAD"),
    }
