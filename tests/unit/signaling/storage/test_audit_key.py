from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_public_key

from shared.audit.chain import raw_public_key
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.secret_file import SecretFileError


def test_audit_key_is_made_once_and_private(tmp_path: Path):
    key = load_or_create_audit_key(tmp_path)
    again = load_or_create_audit_key(tmp_path)
    assert raw_public_key(key) == raw_public_key(again)
    assert (tmp_path / "audit-key.pem").stat().st_mode & 0o777 == 0o600
    public = load_pem_public_key((tmp_path / "audit-key.pub").read_bytes())
    assert raw_public_key(public) == raw_public_key(key)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit-key.pem", "audit-key.pub"]


def test_audit_key_half_written_before_a_crash_is_made_anew(tmp_path: Path):
    (tmp_path / "audit-key.pem.new").write_bytes(b"-----BEGIN")
    load_or_create_audit_key(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_audit_key_others_can_read_is_refused(tmp_path: Path, mode: int):
    load_or_create_audit_key(tmp_path)
    (tmp_path / "audit-key.pem").chmod(mode)
    with pytest.raises(SecretFileError) as refused:
        load_or_create_audit_key(tmp_path)
    assert refused.value.reason == "key_exposed"


def test_audit_key_of_another_kind_or_damaged_is_refused(tmp_path: Path):
    path = tmp_path / "audit-key.pem"
    other = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content in (b"", b"nonsense", other):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(SecretFileError) as refused:
            load_or_create_audit_key(tmp_path)
        assert refused.value.reason == "key_malformed"


def test_audit_key_that_is_a_folder_is_unreadable(tmp_path: Path):
    (tmp_path / "audit-key.pem").mkdir()
    with pytest.raises(SecretFileError) as refused:
        load_or_create_audit_key(tmp_path)
    assert refused.value.reason == "key_unreadable"
