import pytest

from signaling.witness.http_send import parse_address
from signaling.witness.s3_target import BucketError, parse_bucket, read_credentials

STORE = parse_address("https://store.example")
SECRET = "s3cretKey/+x"


@pytest.mark.parametrize(
    ("url", "bucket", "prefix"),
    [("s3://log", "log", ""), ("s3://my-log/a/b", "my-log", "a/b/"), ("s3://my.log/a/", "my.log", "a/")],
)
def test_bucket_is_read(url, bucket, prefix):
    found = parse_bucket(url, endpoint=STORE, region="eu-central-1", retain_days=5)
    assert (found.bucket, found.prefix) == (bucket, prefix)


@pytest.mark.parametrize(
    "url",
    [
        "s3://",
        "s3://x",
        "s3://Log",
        "log",
        "s3://log/a//b",
        "s3://log/../x",
        "s3://log/ă",
        "s3://-log/",
        "s3://log/a b",
    ],
)
def test_bucket_of_another_form_is_refused(url):
    with pytest.raises(BucketError) as refused:
        parse_bucket(url, endpoint=STORE, region="eu-central-1", retain_days=5)
    assert refused.value.reason == "bucket_malformed"


def test_credentials_come_from_the_environment():
    found = read_credentials(
        None, {"AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": "t", "HOME": "/"}
    )
    assert (found.access_key_id, found.secret_access_key, found.session_token) == ("AK", SECRET, "t")


def test_credentials_come_from_a_file_of_their_owner(tmp_path):
    path = tmp_path / "credentials"
    path.write_text(f"[witness]\naws_access_key_id = AK\naws_secret_access_key = {SECRET}\n")
    path.chmod(0o600)
    assert read_credentials(path, {}).secret_access_key == SECRET
    path.chmod(0o640)
    with pytest.raises(BucketError) as refused:
        read_credentials(path, {})
    assert refused.value.reason == "credentials_exposed"


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"aws_secret_access_key = {SECRET}",
        f"[a]\naws_secret_access_key = {SECRET}",
        "[a]\nx=1\n[b]\ny=2",
        f"[a]\n{SECRET}\n",
        f"[a]\naws_access_key_id = A K\naws_secret_access_key = {SECRET}",
        f"[a]\naws_access_key_id = AK\naws_secret_access_key = {SECRET}\naws_session_token = \x07",
    ],
)
def test_credentials_of_another_form_are_refused_without_being_quoted(tmp_path, text):
    path = tmp_path / "credentials"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(BucketError) as refused:
        read_credentials(path, {})
    assert refused.value.reason == "credentials_malformed"
    assert refused.value.__cause__ is None
    assert SECRET not in str(refused.value)


def test_credentials_that_are_not_there(tmp_path):
    with pytest.raises(BucketError, match="credentials_missing"):
        read_credentials(None, {"AWS_ACCESS_KEY_ID": "AK"})
    with pytest.raises(BucketError, match="credentials_unreadable"):
        read_credentials(tmp_path / "none", {})
