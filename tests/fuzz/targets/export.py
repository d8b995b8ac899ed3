"""The exported record, as `alongside-audit verify` reads it, byte for byte."""

import io
from pathlib import Path

from shared.audit import chain, export
from shared.audit.export import ManifestProblem
from shared.audit.export_check import check_export
from shared.audit.verify_cli import describe_report
from tests.fuzz.feedback import note
from tests.fuzz.signatures import quicken_signatures

PARSER = "export reader (`shared/audit/export.py`, `export_check.py`)"
MAX_BYTES = 2_048
WORDS = tuple(
    b'"kind":"alongside-audit-export" "version":1 "origin" "sid" "first" "last" "count" "prev" "head" "exported_at" '
    b'"exported_by" "seal" "key" "key_id" "signature" "v":1 "seq" "ts" "type" "outcome" "actor" "data" "hash" "sseq" '
    b'"sprev" "cseq" "cts" "sig" "peer" null true 9007199254740992 session:life:opened session:life:closed '
    b'session:consent:granted "ok"'.split()
)

_VECTORS = Path(__file__).parents[2] / "vectors" / "audit"
_LINES_MAX = 3  # a file of empty lines is slow and says nothing new


def quicken() -> None:
    """Signatures take most of the time, and nobody makes right ones by chance: only those of the seeds count."""
    quicken_signatures((chain, export), lambda: [run(data) for data in seeds()])


def seeds() -> list[bytes]:
    wholes = [(_VECTORS / name).read_bytes().splitlines(keepends=True) for name in ("session.jsonl", "chain.jsonl")]
    shorts = [b"".join(lines[:count]) for lines in wholes for count in (1, 2)]
    return [*(part for part in shorts if len(part) <= MAX_BYTES), shorts[0] + b"{}", shorts[0] + b"\n\n[]"]


def run(data: bytes) -> None:
    content = b"\n".join(data.split(b"\n")[:_LINES_MAX])
    report = check_export(io.BytesIO(content))
    if isinstance(report, ManifestProblem):
        note(report)
        return
    note(report.verdict.problem)
    assert 0 <= report.manifest.start.count <= report.manifest.end.count
    assert "\x1b" not in "".join(describe_report(report))
