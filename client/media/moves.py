"""Finding what only moved: a scrolled page or a dragged window is said as "moved by", not as pixels."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.geometry import Rect
from shared.screen.update import Move

Words = npt.NDArray[np.uint32]
"""Pixels as one number each: shape (height, width)."""

MIN_AREA_PX = 2 * 1024
"""Less than this is cheaper as exact pixels than a search for where it came from."""

MIN_GAIN_PX = 512
MIN_GAIN_RATIO = 0.25
"""A move must make at least so many pixels right that were wrong before, and so much of all that changed."""

SAMPLED_ROWS_MIN, STEP_MAX = 64, 8
"""A row in eight is looked at while searching, of a small area more; what is found is compared to the pixel later."""

_PROBES = 6
_PROBE_PX = 32
_POINTS_MAX = 2_048
_CANDIDATES_MAX = 128 * 1024
_VOTES_MAX = 48
_GRID_MAX = 48
_OFFSETS_KEPT = 4
_MISSES_FREE, _PAUSE_MAX = 3, 8
_STRIP_PX = 256
_SAMPLE_COLUMNS = 4
_SCROLL_VOTES_MIN = 12
_GUESS_WRONG_MAX = _GUESS_REST_MAX = 1 / 64

_Offset = tuple[int, int]
_Probe = tuple[int, int]  # column and row in what was read
_Flags = npt.NDArray[np.bool_]


class MoveFinder:
    """Remembers by how much things moved lately: who scrolls or drags goes on. Belongs to the media thread."""

    def __init__(self) -> None:
        self._recent: deque[_Offset] = deque(maxlen=_OFFSETS_KEPT)
        self._misses = self._skipped = 0
        self._changed_px = 0
        self._last: Rect | None = None
        self._is_all = False

    @property
    def is_all(self) -> bool:
        """Whether the last `find` explained nearly everything, so that looking for a second move finds none."""
        return self._is_all

    @property
    def changed_px(self) -> int:
        """About how many pixels were different at the last `find`."""
        return self._changed_px

    def find(self, known: Words, fresh: Words, area: Rect, worth_px: int = 0) -> Move | None:
        """The rectangle that came from elsewhere in the picture before, if enough of the change is that.

        Args:
            known: the whole picture as it was; shape (height, width).
            fresh: what was read now at `area`; shape (area.height, area.width).
            area: in pixels of the picture.
            worth_px: with fewer different pixels than that, it is not looked for.

        Returns:
            A move inside `area` whose source lies inside the picture, or None. The move need not be right in every
            pixel: whoever applies it compares afterwards.
        """
        self._changed_px, self._is_all = 0, False
        if _is_too_small(area) or not self._may_look():
            return None
        look = _sample(known, fresh, area)
        self._changed_px = 0 if look is None else look.changed_px
        if look is None or self._changed_px < worth_px:
            return None
        guess = self._guess(look)
        if guess is not None:
            self._is_all = True
            return self._keep(guess)
        box = _box_of(look)
        if box.area_px < area.area_px // 2:
            # Most of what was read is as it was: the rest deserves a closer look.
            part = fresh[box.y - area.y : box.bottom_px - area.y, box.x - area.x : box.right_px - area.x]
            look = _sample(known, part, box)
            if look is None:
                return None
        for offset in self._offsets(look):
            move = _extent(look, offset)
            if move is not None:
                return self._keep(move)
        return None

    def _keep(self, move: Move) -> Move:
        offset = move.rect.x - move.from_x, move.rect.y - move.from_y
        if offset in self._recent:
            self._recent.remove(offset)
        self._recent.appendleft(offset)
        self._misses = 0
        self._last = move.rect
        return move

    def _guess(self, look: "_Look") -> Move | None:
        """What moved last has moved again as lately, if that explains nearly all: a steady hand costs no search."""
        rect = self._last
        if rect is None:
            return None
        for dx, dy in self._recent:
            # A dragged window takes its rectangle along; what scrolls moves inside one that stays.
            for place in (Rect(rect.x + dx, rect.y + dy, rect.width, rect.height), rect):
                move = Move(place, place.x - dx, place.y - dy)
                if _is_explained(look, move):
                    return move
        return None

    def _may_look(self) -> bool:
        """Whether looking is worth its time: where nothing was found many times, as in a film, it is done less."""
        self._skipped += 1
        if self._skipped < min(self._misses - _MISSES_FREE, _PAUSE_MAX):
            return False
        self._skipped = 0
        return True

    def _offsets(self, look: "_Look") -> Iterator[_Offset]:
        """Likely offsets, the likeliest first."""
        probes = list(_choose_probes(look))
        votes = Counter[_Offset]()
        for offset in self._recent:
            votes[offset] = sum(_fits(look, probe, offset) for probe in probes)
        if votes and max(votes.values()) * 2 >= len(probes) > 0:
            yield votes.most_common(1)[0][0]
            return
        self._misses += 1
        downwards = _scrolled_by(look) if look.area.height >= SAMPLED_ROWS_MIN else 0
        if downwards:
            yield (0, downwards)
        votes.clear()
        search = _box_of(look)
        for count_tried, probe in enumerate(probes):
            if count_tried == _PROBES // 2 and not votes:
                return
            votes.update(_origins(look, search, probe))
            (best, count), *_ = votes.most_common(1) or [((0, 0), 0)]
            if count >= _PROBES // 2:
                yield best
                return
        for offset, count in votes.most_common(2):
            if count > 1:
                yield offset


@dataclass(frozen=True, slots=True)
class _Look:
    """What is compared with what, and where every eighth row of it differs."""

    known: Words
    fresh: Words
    area: Rect
    step: int  # from one sampled row to the next
    rows: npt.NDArray[np.intp]  # rows of the picture that are sampled
    differs: _Flags  # shape (len(rows), area.width)

    @property
    def changed_px(self) -> int:
        """About how much changed."""
        return int(np.count_nonzero(self.differs)) * self.step


def _is_explained(look: _Look, move: Move) -> bool:
    """Whether a move is right nearly everywhere, and hardly anything else differs but what it laid bare."""
    rect = move.rect
    height, width = look.known.shape
    source = Rect(move.from_x, move.from_y, rect.width, rect.height)
    if rect.intersect(look.area) != rect or source.intersect(Rect(0, 0, width, height)) != source:
        return False
    first, last = np.searchsorted(look.rows, (rect.y, rect.bottom_px))
    rows = look.rows[first:last]
    if not rows.size:
        return False
    new = look.fresh[rows - look.area.y, rect.x - look.area.x : rect.right_px - look.area.x]
    old = look.known[rows + (source.y - rect.y), source.x : source.right_px]
    wrong = int(np.count_nonzero(new != old))
    if wrong > _GUESS_WRONG_MAX * new.size:
        return False
    total = int(np.count_nonzero(look.differs))
    moved = _changed_in(look, rect)
    laid_bare = _changed_in(look, source) - _changed_in(look, source.intersect(rect))
    return moved - wrong >= MIN_GAIN_RATIO * total and total - moved - laid_bare <= _GUESS_REST_MAX * total


def _changed_in(look: _Look, rect: Rect) -> int:
    """How many of the sampled pixels differ inside a rectangle of the picture."""
    part = rect.intersect(look.area)
    first, last = np.searchsorted(look.rows, (part.y, part.bottom_px))
    return int(np.count_nonzero(look.differs[first:last, part.x - look.area.x : part.right_px - look.area.x]))


def _is_too_small(area: Rect) -> bool:
    return area.area_px < MIN_AREA_PX or area.width < _PROBE_PX


def _sample(known: Words, fresh: Words, area: Rect) -> _Look | None:
    """Look at some rows; None when too little changed to be worth a search."""
    if _is_too_small(area):
        return None
    step = max(1, min(STEP_MAX, area.height // SAMPLED_ROWS_MIN))
    rows = np.arange(area.y + step // 2, area.bottom_px, step)
    differs = fresh[rows - area.y] != known[rows, area.x : area.right_px]
    look = _Look(known, fresh, area, step, rows, differs)
    return look if look.changed_px >= MIN_GAIN_PX else None


def _scrolled_by(look: _Look) -> int:
    """By how many rows most of what changed went down (up, if negative); 0 when that cannot be told.

    Each row of each strip gets a number made of every fourth pixel; rows of the picture before that have a number of
    their own say where they are now.
    """
    area = look.area
    before = _row_numbers(look.known[area.y : area.bottom_px, area.x : area.right_px])
    now = _row_numbers(look.fresh)
    votes = np.zeros(2 * area.height - 1, np.intp)
    for old, new in zip(before, now, strict=True):
        changed = np.flatnonzero(new != old)
        order = np.argsort(old)
        values = old[order]
        first = np.searchsorted(values, new[changed])
        first[first == values.size] = 0
        is_known = values[first] == new[changed]
        # What stands twice, like an empty line, does not say which of the two moved.
        follower = values[np.minimum(first + 1, values.size - 1)]
        is_single = is_known & ((follower != new[changed]) | (first + 1 >= values.size))
        votes += np.bincount(changed[is_single] - order[first[is_single]] + area.height - 1, minlength=votes.size)
    best = int(votes.argmax())
    return best - (area.height - 1) if votes[best] >= _SCROLL_VOTES_MIN else 0


def _row_numbers(words: Words) -> Iterator[npt.NDArray[np.uint32]]:
    """For each strip one number a row; different rows get different ones with a chance of 1 in 4 billion."""
    sampled = words[:, ::_SAMPLE_COLUMNS]
    weights = np.arange(1, sampled.shape[1] + 1, dtype=np.uint32) * np.uint32(0x9E37_79B1)
    weighed = sampled * weights
    edges = np.arange(0, sampled.shape[1], _STRIP_PX // _SAMPLE_COLUMNS)
    return iter(np.add.reduceat(weighed, edges, axis=1).T)


def _choose_probes(look: _Look) -> Iterator[_Probe]:
    """Places where something unusual begins: rare colours are found quickly elsewhere."""
    inner = look.fresh[look.rows - look.area.y]
    # An edge: the pixel is new and another than its left neighbour.
    is_edge = look.differs[:, 1 : 1 - _PROBE_PX] & (inner[:, 1 : 1 - _PROBE_PX] != inner[:, :-_PROBE_PX])
    points = np.flatnonzero(is_edge)
    if not points.size:
        return
    points = points[:: max(1, points.size // _POINTS_MAX)]
    at_row, at_column = np.divmod(points, is_edge.shape[1])
    _, place, counts = np.unique(inner[at_row, at_column + 1], return_inverse=True, return_counts=True)
    order = np.argsort(counts[place], kind="stable")
    # The rarest, but not all from the same corner: a blinking cursor is rare too.
    rarest = order[: max(_PROBES * 4, order.size // 4)]
    for index in rarest[:: max(1, rarest.size // _PROBES)][:_PROBES]:
        yield int(at_column[index]) + 1, int(look.rows[at_row[index]]) - look.area.y


def _fits(look: _Look, probe: _Probe, offset: _Offset) -> bool:
    x, y = probe
    from_x, from_y = look.area.x + x - offset[0], look.area.y + y - offset[1]
    height, width = look.known.shape
    if not (0 <= from_y < height and 0 <= from_x <= width - _PROBE_PX):
        return False
    return bool((look.known[from_y, from_x : from_x + _PROBE_PX] == look.fresh[y, x : x + _PROBE_PX]).all())


def _origins(look: _Look, search: Rect, probe: _Probe) -> Iterable[_Offset]:
    """By how much a probe may have moved: everywhere in `search` where the picture before had the same 32 pixels."""
    x, y = probe
    known = look.known
    pattern = look.fresh[y, x : x + _PROBE_PX]
    window = known[search.y : search.bottom_px, search.x : search.right_px - _PROBE_PX + 1]
    if not window.size:
        return ()
    found = np.flatnonzero(window == pattern[0])
    if not 0 < found.size <= _CANDIDATES_MAX:
        return ()
    at_row, at_column = np.divmod(found, window.shape[1])
    flat = known.reshape(-1)
    places = (at_row + search.y) * known.shape[1] + at_column + search.x
    # Where the pattern changes tells most, so it is asked first.
    edges = np.flatnonzero(pattern[1:] != pattern[:-1]) + 1
    for step in (*edges, _PROBE_PX - 1):
        places = places[flat[places + step] == pattern[step]]
        if not places.size:
            return ()
    if places.size > _VOTES_MAX:
        return ()
    from_row, from_column = np.divmod(places, known.shape[1])
    dx, dy = look.area.x + x - from_column, look.area.y + y - from_row
    return [offset for offset in zip(dx.tolist(), dy.tolist(), strict=True) if offset != (0, 0)]


def _extent(look: _Look, offset: _Offset) -> Move | None:
    """How far the move reaches: the rectangle in which it makes most pixels right and fewest wrong."""
    dx, dy = offset
    height, width = look.known.shape
    inside = look.area.intersect(Rect(max(0, dx), max(0, dy), width - abs(dx), height - abs(dy)))
    is_inside = (look.rows >= inside.y) & (look.rows < inside.bottom_px)
    rows = look.rows[is_inside]
    if not rows.size or inside.width < _PROBE_PX:
        return None
    left, right = inside.x - look.area.x, inside.right_px - look.area.x
    before = look.differs[is_inside, left:right]
    fresh = look.fresh[rows - look.area.y, left:right]
    after = fresh != look.known[rows - dy, inside.x - dx : inside.right_px - dx]
    gain = before.astype(np.int8) - after
    cell_columns = -(-inside.width // _GRID_MAX)
    cell_rows = -(-rows.size // _GRID_MAX)
    columns_at = np.arange(0, inside.width, cell_columns)
    rows_at = np.arange(0, rows.size, cell_rows)
    # One off for each cell: what is right either way, like an empty desktop beside a window, stays where it is.
    grid = np.add.reduceat(np.add.reduceat(gain, columns_at, axis=1, dtype=np.int32), rows_at, axis=0) - 1
    total, (top, bottom, first, last) = _best_rectangle(grid)
    if total * look.step < max(MIN_GAIN_PX, MIN_GAIN_RATIO * look.changed_px):
        return None
    row_from, row_to = top * cell_rows, min(rows.size, bottom * cell_rows)
    column_from, column_to = first * cell_columns, min(inside.width, last * cell_columns)
    # To the pixel: as long as a column, or a row, is right throughout, it belongs to what moved.
    wrong = after[row_from:row_to].any(axis=0)
    x_from = inside.x + column_from - _run(wrong[:column_from][::-1])
    x_to = inside.x + column_to + _run(wrong[column_to:])
    y_from = max(inside.y, int(rows[row_from]) - look.step // 2)
    y_to = min(inside.bottom_px, int(rows[row_to - 1]) + max(1, look.step // 2))
    reach = 2 * look.step * cell_rows
    above = Rect(x_from, max(inside.y, y_from - reach), x_to - x_from, min(reach, y_from - inside.y))
    below = Rect(x_from, y_to, x_to - x_from, min(reach, inside.bottom_px - y_to))
    y_from -= _run(_wrong_rows(look, above, offset)[::-1])
    y_to += _run(_wrong_rows(look, below, offset))
    return Move(Rect(x_from, y_from, x_to - x_from, y_to - y_from), x_from - dx, y_from - dy)


def _wrong_rows(look: _Look, rect: Rect, offset: _Offset) -> _Flags:
    dx, dy = offset
    top, left = rect.y - look.area.y, rect.x - look.area.x
    new = look.fresh[top : top + rect.height, left : left + rect.width]
    return (new != look.known[rect.y - dy : rect.bottom_px - dy, rect.x - dx : rect.right_px - dx]).any(axis=1)


def _run(wrong: _Flags) -> int:
    """How many are right before the first that is not."""
    return int(wrong.argmax()) if wrong.any() else wrong.size


def _best_rectangle(grid: npt.NDArray[np.int32]) -> tuple[int, tuple[int, int, int, int]]:
    """The rectangle with the largest sum and its (top, bottom, from, to), by Kadane's scan for all pairs of rows."""
    sums = np.zeros((grid.shape[0] + 1, grid.shape[1]), np.int32)
    np.cumsum(grid, axis=0, out=sums[1:])
    tops, bottoms = np.triu_indices(grid.shape[0] + 1, 1)
    strips = np.ascontiguousarray((sums[bottoms] - sums[tops]).T)
    best = running = np.zeros(tops.size, np.int32)
    for strip in strips:
        running = np.maximum(running, 0) + strip
        best = np.maximum(best, running)
    at = int(best.argmax())
    total = begun = found_from = found_to = level = 0
    for column, value in enumerate(strips[:, at].tolist()):
        if level <= 0:
            level, begun = 0, column
        level += value
        if level > total:
            total, found_from, found_to = level, begun, column + 1
    return total, (int(tops[at]), int(bottoms[at]), found_from, found_to)


def _box_of(look: _Look) -> Rect:
    """Around all that changed, with a sampled row to spare on either side."""
    columns = np.flatnonzero(look.differs.any(axis=0))
    changed = look.rows[np.flatnonzero(look.differs.any(axis=1))]
    box = Rect(
        look.area.x + int(columns[0]),
        int(changed[0]) - look.step,
        int(columns[-1] - columns[0]) + 1,
        int(changed[-1] - changed[0]) + 2 * look.step,
    )
    return box.intersect(look.area)
