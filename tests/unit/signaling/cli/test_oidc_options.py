from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli.command_error import CommandError
from signaling.cli.oidc_options import OidcOptions, read_oidc

ISSUER = "https://login.example/realm"


def test_without_any_option_there_is_no_service():
    assert read_oidc(OidcOptions()) is None


def test_what_was_typed_becomes_one_provider(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("s3cret: 100%\n")
    secret.chmod(0o600)
    options = OidcOptions(
        issuer=ISSUER, client_id="alongside", secret_file=secret, name=" Contoso ", links_by_email=True, amr=["mfa"]
    )
    settings = read_oidc(options)
    assert settings is not None
    assert (settings.issuer, settings.client_secret, settings.name) == (ISSUER, "s3cret: 100%", "Contoso")
    assert (settings.links_by_email, settings.trusted_amr, settings.trusted_acr) == (True, {"mfa"}, frozenset())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (OidcOptions(issuer=ISSUER), "needs both"),
        (OidcOptions(client_id="x"), "needs both"),
        (OidcOptions(links_by_email=True), "needs both"),
        (OidcOptions(issuer="http://login.example", client_id="x"), "without https"),
        (OidcOptions(issuer="login.example", client_id="x"), "no address of a sign-in service"),
        (OidcOptions(issuer=ISSUER + "?x=1", client_id="x"), "no address of a sign-in service"),
        (OidcOptions(issuer=ISSUER + "#x", client_id="x"), "no address of a sign-in service"),
        (OidcOptions(issuer=ISSUER + "x" * 255, client_id="x"), "no address of a sign-in service"),
        (OidcOptions(issuer=ISSUER, client_id="x", name="\u202e"), "1 to 80 visible characters"),
    ],
)
def test_options_that_do_not_fit_are_a_sentence(options: OidcOptions, words: str):
    with pytest.raises(CommandError) as refused:
        read_oidc(options)
    assert words in refused.value.sentence
    assert refused.value.status is ExitCode.USAGE


@pytest.mark.parametrize(
    ("content", "mode", "status", "words"),
    [
        (None, 0o600, ExitCode.UNREADABLE, "cannot be read"),
        ("s3cret", 0o644, ExitCode.DATA, "chmod 600"),
        ("", 0o600, ExitCode.DATA, "no secret"),
        (" \n", 0o600, ExitCode.DATA, "no secret"),
        ("two\nlines", 0o600, ExitCode.DATA, "no secret"),
        ("späh", 0o600, ExitCode.DATA, "no secret"),
    ],
)
def test_secret_comes_from_a_file_of_its_owner_alone(
    tmp_path: Path, content: str | None, mode: int, status: ExitCode, words: str
):
    path = tmp_path / "secret"
    if content is not None:
        path.write_text(content)
        path.chmod(mode)
    with pytest.raises(CommandError) as refused:
        read_oidc(OidcOptions(issuer=ISSUER, client_id="x", secret_file=path))
    assert refused.value.status is status
    assert words in refused.value.sentence
    assert "s3cret" not in refused.value.sentence


def test_authorities_are_looked_at_before_anybody_comes(tmp_path: Path):
    nonsense = tmp_path / "ca.pem"
    nonsense.write_text("nonsense")
    for path, status in ((nonsense, ExitCode.DATA), (tmp_path / "none", ExitCode.UNREADABLE)):
        with pytest.raises(CommandError) as refused:
            read_oidc(OidcOptions(issuer=ISSUER, client_id="x", ca_file=path))
        assert refused.value.status is status
