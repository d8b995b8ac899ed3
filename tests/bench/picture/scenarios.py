"""What happens on the shown display in each scenario: how often, where the coded patch is, where the text is."""

from dataclasses import dataclass

from tests.bench.picture.coded_patch import LINE, SQUARE, PatchShape

Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the display."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of work at the computer.

    Attributes:
        name: as in the table.
        rate_per_s: changes a second while it works; 0 for none at all.
        patch: left, top and shape of the coded patch.
        is_text: whether a text recogniser has something to read in the looked at region.
        is_each_rested: every change is waited for until the viewer is exact, not only the last of some.
    """

    name: str
    rate_per_s: float
    patch: tuple[int, int, PatchShape]
    is_text: bool = True
    is_each_rested: bool = False

    @property
    def patch_box(self) -> Box:
        left, top, shape = self.patch
        return left, top, shape.width_px, shape.height_px


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("idle", 0, (40, 40, SQUARE)),
        Scenario("quiet", 60, (1700, 500, SQUARE), is_text=False),
        Scenario("typing", 10, (1360, 852, LINE)),
        Scenario("scroll", 30, (1720, 937, LINE)),
        Scenario("drag", 30, (960, 520, SQUARE)),
        Scenario("video", 30, (1556, 856, SQUARE), is_text=False),
        Scenario("switch", 1 / 1.5, (1860, 990, SQUARE), is_each_rested=True),
    )
}
