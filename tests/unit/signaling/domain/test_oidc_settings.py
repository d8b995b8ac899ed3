import pytest

from signaling.domain.oidc_settings import OidcSettings


@pytest.mark.parametrize(
    ("issuer", "name", "shown"),
    [
        ("https://login.example/realm", "", "login.example"),
        ("https://login.example", "Contoso", "Contoso"),
    ],
)
def test_button_names_the_service_and_no_secret_is_ever_printed(issuer: str, name: str, shown: str):
    settings = OidcSettings(issuer=issuer, client_id="x", client_secret="s3cret", name=name)
    assert settings.shown_name == shown
    assert "s3cret" not in repr(settings)
