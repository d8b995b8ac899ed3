from pathlib import Path

import pytest

from signaling.storage.account_key import AccountKey, load_or_create_account_key
from signaling.storage.secret_file import SecretFileError


def test_account_key_opens_what_it_sealed_after_a_restart(tmp_path: Path) -> None:
    sealed = load_or_create_account_key(tmp_path).seal("a secret", 7)
    assert load_or_create_account_key(tmp_path).open(sealed, 7) == "a secret"
    assert (tmp_path / "account-key").stat().st_mode & 0o777 == 0o600


def test_account_key_opens_nothing_of_another_account_or_changed() -> None:
    key = AccountKey(b"k" * 32)
    sealed = key.seal("a secret", 7)
    assert key.open(sealed, 8) is None
    assert key.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), 7) is None
    assert key.open(b"", 7) is None
    assert AccountKey(b"o" * 32).open(sealed, 7) is None
    assert key.seal("a secret", 7) != sealed, "equal secrets must not look equal"


def test_account_key_others_can_read_or_of_another_length_is_refused(tmp_path: Path) -> None:
    load_or_create_account_key(tmp_path)
    path = tmp_path / "account-key"
    path.chmod(0o640)
    with pytest.raises(SecretFileError) as refused:
        load_or_create_account_key(tmp_path)
    assert refused.value.reason == "key_exposed"
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(SecretFileError) as refused:
        load_or_create_account_key(tmp_path)
    assert refused.value.reason == "key_malformed"
