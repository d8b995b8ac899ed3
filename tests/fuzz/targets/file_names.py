"""Names and lists of files from the other side, to what would be written on the disk."""

from shared.protocol import limits
from shared.transfer.manifest import ManifestProblem, Offered, make_plan
from shared.transfer.names import folded, numbered, safe_part, safe_path
from tests.fuzz.feedback import note

PARSER = "names and lists of files (`shared/transfer/names.py`, `manifest.py`)"
MAX_BYTES = 128
_TRICKY = "/ \\ .. . ~ - : con nul.txt aux com1 lpt\u00b2 .txt .tar.gz \u202e \u200d \u0301 \u00ad \u212a \ufb01 \u00df \u0130 \0"
WORDS = tuple(word.encode() for word in _TRICKY.split(" "))

_NAMES_MAX = 4
_FORBIDDEN = frozenset('/\\:*?"<>|\x00\n\x7f')


def seeds() -> list[bytes]:
    lists = [
        ["letter.pdf", "letter.pdf", "LETTER.PDF"],
        ["photos/2026/a.jpg", "photos/2026", "photos"],
        ["../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "C:\\x"],
        ["CON", "nul.txt", ".profile", "end. .", "-rf"],
        ["a\u202eb", "e\u200d\u0301", "a" * 200 + ".txt", "日本語.txt", "\ufb01le"],
    ]
    return ["\n".join(names).encode() for names in lists]


def run(data: bytes) -> None:
    names = data.decode("utf-8", "replace").split("\n", _NAMES_MAX - 1)
    for name in names:
        part = safe_part(name)
        _check_part(part)
        assert safe_part(part) == part, "what is plain is left as it is"
        note("as it was" if part == name else f"{part[0]} {len(part) < len(name)} {part.isascii()}")
    plan = make_plan([Offered(path=name, size_bytes=len(name)) for name in names])
    if isinstance(plan, ManifestProblem):
        note(plan)
        return
    places: set[tuple[str, ...]] = set()
    folders: set[tuple[str, ...]] = set()
    for target, name in zip(plan.targets, names, strict=True):
        steps = (*target.folders, target.name)
        assert len(steps) <= limits.FILE_DEPTH_MAX
        assert len(steps) == len(safe_path(name))
        for step in steps:
            _check_part(step)
        place = tuple(map(folded, steps))
        assert place not in places, "two files never share a place"
        places.add(place)
        folders |= {place[:depth] for depth in range(1, len(place))}
    assert not places & folders, "no file takes the place of a folder"
    assert numbered(plan.targets[0].name, 1) == plan.targets[0].name


def _check_part(part: str) -> None:
    assert part
    assert len(part.encode()) <= limits.FILE_NAME_MAX_BYTES
    assert not _FORBIDDEN & set(part)
    assert part.isprintable(), "nothing in it that cannot be seen"
    assert not part.startswith((".", "-", "~", " "))
    assert not part.endswith((".", " "))
