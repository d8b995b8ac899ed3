"""A list of files becomes places to write to, or a reason why not."""

import pytest

from shared.protocol import limits
from shared.transfer.manifest import ManifestProblem, Offered, OfferParts, Plan, make_plan


def _plan(*paths: str) -> list[str]:
    plan = make_plan([Offered(path=path, size_bytes=1) for path in paths])
    assert isinstance(plan, Plan)
    return [target.shown for target in plan.targets]


def test_make_plan_ordinary_list_stays_as_it_is():
    assert _plan("a.txt", "photos/b.jpg", "photos/c.jpg") == ["a.txt", "photos/b.jpg", "photos/c.jpg"]


def test_make_plan_names_that_fall_together_get_numbers():
    assert _plan("a.txt", "A.TXT", "x/../a.txt", "d/a.txt") == ["a.txt", "A (2).TXT", "x/a.txt", "d/a.txt"]


def test_make_plan_file_with_the_name_of_a_folder_gets_another():
    assert _plan("photos/a.jpg", "PHOTOS") == ["photos/a.jpg", "PHOTOS (2)"]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ([], ManifestProblem.EMPTY),
        ([Offered(path="a", size_bytes=0)] * (limits.FILE_BATCH_MAX + 1), ManifestProblem.TOO_MANY),
        ([Offered(path="a", size_bytes=limits.FILE_BATCH_MAX_BYTES + 1)], ManifestProblem.TOO_LARGE),
        ([Offered(path="a", size_bytes=-1)], ManifestProblem.MISCOUNTED),
    ],
)
def test_make_plan_list_that_cannot_be_is_refused(files: list[Offered], problem: ManifestProblem):
    assert make_plan(files) is problem


def test_offer_parts_list_in_pieces_is_the_list():
    parts = OfferParts(file_count=3, total_bytes=6)
    assert parts.add(0, [Offered(path="a", size_bytes=1), Offered(path="b", size_bytes=2)]) is None
    assert not parts.is_whole
    assert parts.add(2, [Offered(path="c", size_bytes=3)]) is None
    plan = parts.plan()
    assert isinstance(plan, Plan)
    assert plan.total_bytes == 6
