from signaling.admin.set_up_page import SetUpPage, SetUpParts


def test_one_address_to_look_and_to_send_and_no_other():
    page = SetUpPage(SetUpParts(**dict.fromkeys(SetUpParts.__slots__)), lambda: None)
    found = [(route.path, *sorted(route.methods or ())) for route in page.routes()]
    assert found == [("/admin/set-up/{token}", "GET", "HEAD"), ("/admin/set-up/{token}", "POST")]
