import pytest

from signaling.oidc.place import is_usable_place


@pytest.mark.parametrize(
    "url",
    ["https://login.example", "https://login.example:8443/x?y=1", "http://127.0.0.1:9000", "http://localhost/x"],
)
def test_encrypted_places_and_those_on_this_computer_are_dialled(url: str):
    assert is_usable_place(url)


@pytest.mark.parametrize(
    "url",
    ["", "login.example", "http://login.example", "ftp://login.example", "https://", "https://a@login.example",
     "https://login.example#x", "https://login.example:x", "https://[::1", "http://127.0.0.1.evil.example",
     "javascript:alert(1)", "file:///etc/passwd"],
)  # fmt: skip
def test_no_other_is(url: str):
    assert not is_usable_place(url)
