"""Addresses of e-mail: one form for each, and None for what cannot be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.email_address import normalize_email


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana@Example.ORG", "ana@example.org"),
        ("  ana@example.org ", "ana@example.org"),
        ("ana+help@mail.example.org", "ana+help@mail.example.org"),
        ("\uff21\uff2e\uff21@example.org", "ana@example.org"),
        ("ana", None),
        ("@example.org", None),
        ("ana@", None),
        ("a@b@c", None),
        ("a na@example.org", None),
        ("ana@.example.org", None),
        ("ana@example..org", None),
        ("ana@example.org.", None),
        ("ana\u202e@example.org", None),
        ("ana\x00@example.org", None),
        ("a" * 250 + "@b.org", None),
        ("", None),
    ],
)
def test_normalize_email(typed: str, kept: str | None):
    assert normalize_email(typed) == kept


@given(st.text(max_size=300))
def test_normalize_email_is_stable_and_never_raises(text: str):
    once = normalize_email(text)
    assert once is None or normalize_email(once) == once
