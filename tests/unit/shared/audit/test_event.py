import pytest

from shared.audit.event import (
    CLIENT_TAGS,
    REQUIRED_DATA,
    TAG_PATTERN,
    AuditTag,
    check_event_data,
    event_signing_bytes,
    needs_client_signature,
)

GRANT = {"capability": "view", "epoch": 1, "prompt_id": 1, "scope": "monitor:1", "shown_ms": 3100, "source": "local"}
SUMMARY = {"keys_down": 3, "clicks": 2, "moves": 90, "first_at": "x", "last_at": "y"}


def test_audit_tag_every_member_has_a_wire_name_and_a_row():
    assert set(REQUIRED_DATA) == set(AuditTag)
    assert all(TAG_PATTERN.fullmatch(tag) for tag in AuditTag)


def test_check_event_data_files_summary_takes_checksums_and_no_names():
    data = {
        "capability": "file_to_user", "batch_id": 1, "files": 2, "saved": 1, "bytes": 7,
        "list_sha256": "0" * 64, "sha256_1": "1" * 64,
    }  # fmt: skip
    assert check_event_data(AuditTag.FILES_SUMMARY, data) is None
    assert check_event_data(AuditTag.FILES_SUMMARY, data | {"name": "letter.pdf"}) == "not_allowed:name"
    assert check_event_data(AuditTag.FILES_SUMMARY, data | {"sha256_1": "letter.pdf"}) == "wrong_kind:sha256_1"
    assert check_event_data(AuditTag.FILES_SUMMARY, data | {"sha256_17": "1" * 64}) == "not_allowed:sha256_17"


def test_check_event_data_clip_moved_takes_figures_and_no_word_of_what_was_copied():
    data = {"capability": "clipboard_to_user", "kind": "text", "bytes": 7, "moved_bytes": 7}
    assert check_event_data(AuditTag.CLIP_MOVED, data) is None
    assert check_event_data(AuditTag.CLIP_MOVED, data | {"kind": "image"}) is None
    assert check_event_data(AuditTag.CLIP_MOVED, data | {"kind": "hunter2"}) == "wrong_kind:kind"
    assert check_event_data(AuditTag.CLIP_MOVED, data | {"preview": "hunter2"}) == "not_allowed:preview"


def test_client_tags_are_consent_and_summaries_only():
    assert {str(tag) for tag in CLIENT_TAGS} == {
        *(f"session:consent:{action}" for action in ("asked", "granted", "denied", "revoked", "expired")),
        *(f"session:consent:{action}" for action in ("paused", "resumed", "suspicious")),
        "session:control:summary",
        "session:chat:summary",
        "session:drawing:summary",
        "session:files:summary",
        "session:clip:moved",
    }


def test_check_event_data_full_grant_is_fit():
    assert check_event_data(AuditTag.CONSENT_GRANTED, GRANT) is None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"source": "remote"}, "wrong_kind:source"),
        ({"capability": "everything"}, "wrong_kind:capability"),
        ({"epoch": True}, "wrong_kind:epoch"),
        ({"epoch": -1}, "wrong_kind:epoch"),
        ({"shown_ms": "3100"}, "wrong_kind:shown_ms"),
        ({"scope": "x" * 201}, "too_long:scope"),
        ({"password": "x"}, "not_allowed:password"),
        ({"Big": 1}, "bad_name"),
        ({"deep": {"a": 1}}, "wrong_kind:deep"),
        ({"ratio": 0.5}, "wrong_kind:ratio"),
        ({"huge": 2**60}, "integer_too_large"),
        ({"half": "\ud800"}, "text_not_canonical"),
        ({f"n{number}": 1 for number in range(30)}, "too_many_entries"),
    ],
)
def test_check_event_data_unfit_field_is_named(change, problem):
    assert check_event_data(AuditTag.CONSENT_GRANTED, {**GRANT, **change}) == problem


@pytest.mark.parametrize("missing", sorted(GRANT))
def test_check_event_data_missing_field_is_named(missing):
    data = {name: value for name, value in GRANT.items() if name != missing}
    assert check_event_data(AuditTag.CONSENT_GRANTED, data) == f"missing:{missing}"


def test_check_event_data_control_summary_takes_no_position_or_key():
    assert check_event_data(AuditTag.CONTROL_SUMMARY, SUMMARY) is None
    assert check_event_data(AuditTag.CONTROL_SUMMARY, {**SUMMARY, "last_x": 5}) == "not_allowed:last_x"
    assert check_event_data(AuditTag.DRAWING_SUMMARY, {"marks": 1, "moves": 2}) is None
    assert check_event_data(AuditTag.DRAWING_SUMMARY, {"marks": 1, "moves": 2, "last_x": 5}) == "not_allowed:last_x"


def test_check_event_data_chat_summary_takes_no_words():
    counts = {"from_person": 3, "from_agent": 2}
    assert check_event_data(AuditTag.CHAT_SUMMARY, counts) is None
    assert check_event_data(AuditTag.CHAT_SUMMARY, {**counts, "longest": 40}) == "not_allowed:longest"
    assert check_event_data(AuditTag.CHAT_SUMMARY, {**counts, "text": "hello"}) == "not_allowed:text"


def test_event_signing_bytes_are_prefix_and_canonical_form():
    assert event_signing_bytes("s", 1, "t", AuditTag.CONSENT_PAUSED, "ok", {"epoch": 2}) == (
        b"alongside-event-v1\x00"
        b'{"cseq":1,"cts":"t","data":{"epoch":2},"outcome":"ok","sid":"s","type":"session:consent:paused"}'
    )


def test_needs_client_signature_consent_event_of_a_later_version_needs_one():
    assert needs_client_signature("session:consent:delegated")
    assert needs_client_signature("session:control:summary")
    assert needs_client_signature("session:chat:summary")
    assert not needs_client_signature("session:life:opened")
