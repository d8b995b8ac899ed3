"""A witness that is a bucket of an S3-compatible store with object lock: one locked object a checkpoint."""

import base64
import configparser
import hashlib
import os
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shared.errors import AlongsideError
from signaling.config import PROGRAM
from signaling.witness.http_send import Address, send
from signaling.witness.sigv4 import Credentials, encode_path, sign_request

RETAIN_DAYS_MAX = 36_500  # what S3 takes
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_PREFIX = re.compile(r"[A-Za-z0-9!_.*'()/-]{0,300}")
_ID = re.compile(r"[!-~]{1,200}")
_CREDENTIALS_MAX_BYTES = 16 * 1024


class BucketError(AlongsideError):
    """A bucket that cannot be used: `bucket_malformed`, or `credentials_` and what is wrong with them.

    That is `missing`, `unreadable`, `malformed` or `exposed`.
    """

    code = "bucket_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Where the objects go, and for how long.

    Attributes:
        endpoint: the store; the bucket is the first part of the path, which every store understands.
        region: as the signature names it.
        bucket: its name.
        prefix: what every object's name begins with; empty, or ending in `/`.
        retain_days: how long nobody can delete or overwrite an object.
    """

    endpoint: Address
    region: str
    bucket: str
    prefix: str
    retain_days: int


def parse_bucket(url: str, *, endpoint: Address, region: str, retain_days: int) -> Bucket:
    """Read `s3://bucket[/prefix]`.

    Raises:
        BucketError: it is no such name.
    """
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    if prefix and not prefix.endswith("/"):
        prefix += "/"
    is_fit = _BUCKET.fullmatch(bucket) and _PREFIX.fullmatch(prefix) and _REGION.fullmatch(region)
    if not (url.startswith("s3://") and is_fit) or "//" in prefix or ".." in prefix:
        raise BucketError
    return Bucket(endpoint=endpoint, region=region, bucket=bucket, prefix=prefix, retain_days=retain_days)


def read_credentials(path: Path | None, environ: Mapping[str, str]) -> Credentials:
    """Who asks: from a file only its owner can read, or from the environment, under the names everybody uses.

    Args:
        path: an INI file with one section, `aws_access_key_id` and `aws_secret_access_key`; None for the environment.
        environ: with `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and perhaps `AWS_SESSION_TOKEN`.

    Raises:
        BucketError: not there, not readable, not in that form, or readable by others.
    """
    if path is None:
        found: Mapping[str, str] = {name.lower(): value for name, value in environ.items() if name.startswith("AWS_")}
        if "aws_access_key_id" not in found or "aws_secret_access_key" not in found:
            raise BucketError("credentials_missing")
    else:
        found = _read_file(path)
    key_id, secret = found.get("aws_access_key_id", ""), found.get("aws_secret_access_key", "")
    token = found.get("aws_session_token", "")
    if not (_ID.fullmatch(key_id) and _ID.fullmatch(secret)) or not (token.isascii() and token.isprintable()):
        raise BucketError("credentials_malformed")
    return Credentials(access_key_id=key_id, secret_access_key=secret, session_token=token)


def _read_file(path: Path) -> Mapping[str, str]:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(_CREDENTIALS_MAX_BYTES)
    except (OSError, ValueError) as error:
        raise BucketError("credentials_unreadable") from error
    if mode & 0o077:
        raise BucketError("credentials_exposed")
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(data.decode())
        (section,) = parser.sections()
    except (configparser.Error, ValueError):
        # Without its context: the parser's own words quote the line, and in it the secret.
        raise BucketError("credentials_malformed") from None
    return dict(parser.items(section))


class S3Target:
    """Puts objects that nobody, the account's owner included, can delete or change before their time (COMPLIANCE)."""

    def __init__(
        self, bucket: Bucket, *, credentials: Credentials, tls: ssl.SSLContext, now: Callable[[], datetime]
    ) -> None:
        """`now` gives the wall clock, aware: for the signature and for the end of the retention."""
        self._bucket = bucket
        self._credentials = credentials
        self._tls = tls
        self._now = now

    @property
    def name(self) -> str:
        """See `Target`."""
        return f"s3://{self._bucket.bucket}/{self._bucket.prefix} at {self._bucket.endpoint.origin}"

    def deliver(self, size: int, note: bytes) -> None:
        """See `Target`. A second time makes another version of the same object; both stay."""
        bucket, now = self._bucket, self._now()
        # The hash is in the name, so that two histories of one length lie side by side and are seen.
        digest = hashlib.sha256(note).hexdigest()[:16]
        path = encode_path(f"/{bucket.bucket}/{bucket.prefix}{size:020d}-{digest}.txt")
        until = (now + timedelta(days=bucket.retain_days)).astimezone(UTC)
        headers = {
            "host": bucket.endpoint.host_header,
            "content-type": "text/plain; charset=utf-8",
            # S3 asks for it with every locked object.
            "content-md5": base64.b64encode(hashlib.md5(note, usedforsecurity=False).digest()).decode("ascii"),
            "x-amz-object-lock-mode": "COMPLIANCE",
            "x-amz-object-lock-retain-until-date": until.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        signed = sign_request(
            method="PUT",
            path=path,
            headers=headers,
            body=note,
            region=bucket.region,
            credentials=self._credentials,
            now=now,
        )
        del signed["host"]  # sent by who connects
        send(
            bucket.endpoint,
            method="PUT",
            path=path,
            headers={**signed, "user-agent": PROGRAM},
            body=note,
            tls=self._tls,
        )
