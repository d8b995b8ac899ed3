"""Against the examples of Amazon's documentation, and against the signer of botocore."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from signaling.witness.sigv4 import Credentials, encode_path, sign_request

NOW = datetime(2013, 5, 24, tzinfo=UTC)
CREDENTIALS = Credentials(
    access_key_id="AKIAIOSFODNN7EXAMPLE", secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)


def test_example_of_the_documentation_put_object():
    signed = sign_request(
        method="PUT",
        path=encode_path("/test$file.text"),
        headers={
            "Host": "examplebucket.s3.amazonaws.com",
            "Date": "Fri, 24 May 2013 00:00:00 GMT",
            "x-amz-storage-class": "REDUCED_REDUNDANCY",
        },
        body=b"Welcome to Amazon S3.",
        region="us-east-1",
        credentials=CREDENTIALS,
        now=NOW,
    )
    assert signed["authorization"].endswith(
        "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
        "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
    )


def test_example_of_the_documentation_get_object():
    signed = sign_request(
        method="GET",
        path="/test.txt",
        headers={"Host": "examplebucket.s3.amazonaws.com", "Range": "bytes=0-9"},
        body=b"",
        region="us-east-1",
        credentials=CREDENTIALS,
        now=NOW,
    )
    assert signed["authorization"].endswith(
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


@pytest.mark.parametrize("token", ["", "session-token/+="])
@pytest.mark.parametrize("path", ["/b/00012-ab.txt", "/b/a b/ä!*'()~x.txt"])
def test_signature_is_the_one_botocore_makes(path, token):
    encoded = encode_path(path)
    ours = sign_request(
        method="PUT",
        path=encoded,
        headers={"host": "store.example:9000", "x-amz-object-lock-mode": "COMPLIANCE", "content-type": "text/plain"},
        body=b"note",
        region="eu-central-1",
        credentials=Credentials(access_key_id="AK", secret_access_key="SK", session_token=token),
        now=NOW,
    )
    theirs = AWSRequest(
        method="PUT",
        url=f"https://store.example:9000{encoded}",
        data=b"note",
        headers={"x-amz-object-lock-mode": "COMPLIANCE", "content-type": "text/plain"},
    )
    with patch.object(auth, "get_current_datetime", return_value=NOW):
        auth.S3SigV4Auth(BotoCredentials("AK", "SK", token or None), "s3", "eu-central-1").add_auth(theirs)
    assert ours["authorization"].replace(",", ", ") == theirs.headers["Authorization"]


def test_secrets_are_not_shown():
    text = repr(Credentials(access_key_id="AK", secret_access_key="s3cret", session_token="t0ken"))
    assert "AK" in text
    assert "s3cret" not in text
    assert "t0ken" not in text
