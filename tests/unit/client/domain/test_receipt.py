import io
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.domain.journal import Journal
from client.domain.receipt import Receipt, RightUse, build_receipt, encode_receipt
from shared.audit.chain import EMPTY_CHAIN, link_event, raw_public_key, seal_session
from shared.audit.event import Actor, AuditEvent, AuditTag, ClientSignature
from shared.audit.export import make_manifest, write_export
from shared.audit.export_check import ExportReport, check_export
from shared.audit.receipt_file import ReceiptProof, read_receipt
from shared.audit.verifier import Finding
from shared.capability import Capability
from shared.ids import SessionId
from shared.protocol.signaling_messages import AgentCard, Seal
from shared.session.story import StoryEntry, StoryKind
from shared.session.talk import ChatEntry

SID = SessionId("a" * 32)
AGENT = AgentCard(
    agent_id="agent:7", name="Ana Ș", organisation="Helpers", domain="help.example", account_created_on="2026-01-01"
)


def _at(second):
    return f"2026-11-22T02:{second // 60:02d}:{second % 60:02d}.000Z"


STREAM = (
    StoryEntry(number=1, at=_at(9), kind=StoryKind.RIGHT_ON, capability=Capability.VIEW),
    ChatEntry(number=2, at=_at(12), is_own=True, message_id=1, text="the password is hunter2"),
    StoryEntry(number=3, at=_at(50), kind=StoryKind.LINE_SILENT, fields={"length_ms": 4000}),
)


class _Story:
    """Writes consent events at seconds of one hour."""

    def __init__(self):
        self.journal = Journal(SID, Ed25519PrivateKey.generate())

    def asked(self, second, capability, scope="monitor:1"):
        data = {"capability": capability, "prompt_id": 1, "scope": scope, "epoch": 1}
        self.journal.make_event(AuditTag.CONSENT_ASKED, "ok", data, _at(second))

    def granted(self, second, capability="view", prompt_id=1):
        data = {
            "capability": capability,
            "prompt_id": prompt_id,
            "scope": "monitor:1",
            "epoch": 1,
            "shown_ms": 3200,
            "source": "local",
        }
        self.journal.make_event(AuditTag.CONSENT_GRANTED, "ok", data, _at(second))

    def revoked(self, second, capability="view", source="person", **more):
        data = {"capability": capability, "prompt_id": 1, "epoch": 1, "source": source, **more}
        self.journal.make_event(AuditTag.CONSENT_REVOKED, "ok", data, _at(second))

    def expired(self, second, capability, cause):
        self.journal.make_event(
            AuditTag.CONSENT_EXPIRED, "ok", {"capability": capability, "epoch": 1, "cause": cause}, _at(second)
        )

    def paused(self, second, tag=AuditTag.CONSENT_PAUSED):
        self.journal.make_event(tag, "ok", {"epoch": 1, "source": "person"}, _at(second))

    def receipt(self, seal=None) -> Receipt:
        return build_receipt(
            session_id=SID,
            origin="https://help.example",
            agent=AGENT,
            opened_at=_at(0),
            closed_at=_at(600),
            reason="user_stopped",
            client_key=self.journal.public_key,
            events=self.journal.events,
            seal=seal,
            stream=STREAM,
        )


@pytest.fixture
def story():
    return _Story()


def _uses(story):
    return {use.capability.value: (use.total_ms, use.times_granted) for use in story.receipt().uses}


def test_receipt_nothing_granted_has_no_uses(story):
    story.asked(5, "view")
    assert _uses(story) == {}


def test_receipt_right_on_twice_is_summed(story):
    story.granted(10)
    story.revoked(20)
    story.granted(30)
    story.expired(35, "view", "needs")
    assert _uses(story) == {"view": (15_000, 2)}


def test_receipt_right_on_at_the_end_runs_to_the_end(story):
    story.granted(10)
    story.granted(60, "control")
    assert _uses(story) == {"view": (590_000, 1), "control": (540_000, 1)}


def test_receipt_pauses_are_left_out(story):
    story.granted(10)
    story.paused(20)
    story.paused(50, AuditTag.CONSENT_RESUMED)
    story.revoked(60)
    assert _uses(story) == {"view": (20_000, 1)}


def test_receipt_right_taken_back_while_paused_counts_to_the_pause(story):
    story.granted(10)
    story.paused(20)
    story.revoked(50)
    assert _uses(story) == {"view": (10_000, 1)}


def test_receipt_yes_that_never_opened_is_no_use(story):
    story.granted(10)
    story.revoked(40, source="unrecorded", opened=False)
    assert _uses(story) == {}


def test_receipt_wall_clock_set_back_gives_no_negative_time(story):
    story.granted(100)
    story.revoked(50)
    assert _uses(story) == {"view": (0, 1)}


def test_receipt_encoded_tells_the_story_in_order_and_nobodys_words(story):
    text = encode_receipt(story.receipt())
    assert json.loads(text)["story"] == [
        {"at": _at(9), "kind": "right_on", "capability": "view", "fields": {}},
        {"at": _at(50), "kind": "line_silent", "capability": None, "fields": {"length_ms": 4000}},
    ]
    assert "hunter2" not in text
    assert "hunter2" not in repr(story.receipt())


def test_receipt_uses_are_typed(story):
    story.granted(10)
    assert story.receipt().uses == (RightUse(capability=Capability.VIEW, total_ms=590_000, times_granted=1),)


@pytest.mark.parametrize("is_sealed", [True, False])
def test_receipt_encoded_verifies_against_the_server_record(story, is_sealed):
    story.asked(5, "view")
    story.granted(10)
    story.revoked(20)
    server_key = Ed25519PrivateKey.generate()
    head, session_head, lines = EMPTY_CHAIN, EMPTY_CHAIN, []

    def append(tag, data, client=None, outcome="ok"):
        nonlocal head, session_head
        event = AuditEvent(
            ts=_at(30), tag=tag, outcome=outcome, actor=Actor(kind="server"), data=data, sid=SID, client=client
        )
        linked = link_event(event, after=head, session_after=session_head)
        assert linked.session_head is not None
        head, session_head = linked.head, linked.session_head
        lines.append(linked.line)

    append(AuditTag.SESSION_OPENED, {"client_key": story.journal.public_key.hex()})
    for event in story.journal.events:
        signed = ClientSignature(
            cseq=event.cseq, cts=event.cts, signature=event.signature, key=story.journal.public_key
        )
        append(event.tag, event.data, signed, event.outcome)
    made = seal_session(SID, session_head, server_key)
    seal = Seal(count=made.count, head=made.head, signature=made.signature, key=made.key)
    receipt = story.receipt(seal=seal if is_sealed else None)
    assert receipt.is_sealed is is_sealed

    proof = read_receipt(encode_receipt(receipt).encode())
    assert isinstance(proof, ReceiptProof)
    stream = io.BytesIO()
    manifest = make_manifest(
        origin="https://help.example",
        sid=SID,
        start=EMPTY_CHAIN,
        end=session_head,
        exported_at=_at(40),
        exported_by="operator:1",
        seal=made,
        key=server_key,
    )
    write_export(stream, manifest, lines)
    stream.seek(0)
    report = check_export(stream, trusted_key=raw_public_key(server_key), receipt=proof)
    assert isinstance(report, ExportReport)
    assert (report.verdict.finding, report.verdict.problem) == (Finding.INTACT, "")


def test_receipt_encoded_is_plain_ascii_json(story):
    text = encode_receipt(story.receipt())
    assert text.isascii()
    assert text.endswith("}\n")
    assert json.loads(text)["agent"]["name"] == "Ana Ș"


@pytest.mark.parametrize("why", ["screen_changed", "renewed"])
def test_receipt_right_that_went_on_under_another_yes_counts_all_of_its_time(story, why):
    story.granted(10, "control", prompt_id=1)
    story.granted(100, "control", prompt_id=2)
    story.revoked(100, "control", source=why, prompt_id=1)
    story.revoked(160, "control", prompt_id=2)
    assert story.receipt().uses == (RightUse(capability=Capability.CONTROL, total_ms=150_000, times_granted=2),)


def test_receipt_yes_that_opened_nothing_leaves_the_right_that_was_on(story):
    story.granted(10, "control", prompt_id=1)
    story.granted(100, "control", prompt_id=2)
    story.revoked(110, "control", source="not_recorded", prompt_id=2, opened=False)
    story.revoked(160, "control", prompt_id=1)
    assert story.receipt().uses == (RightUse(capability=Capability.CONTROL, total_ms=150_000, times_granted=1),)
