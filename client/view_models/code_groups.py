"""Cuts a code into the groups people read aloud, and into words a screen reader says digit by digit."""

GROUP_DIGITS = 3


def code_groups(code: str) -> list[str]:
    """`4173829156` becomes `417 382 91 56`: threes, and never a lonely digit at the end."""
    groups = [code[start : start + GROUP_DIGITS] for start in range(0, len(code), GROUP_DIGITS)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        borrowed = groups[-2]
        groups[-2:] = [borrowed[:2], borrowed[2:] + groups[-1]]
    return groups


def spell_code(code: str) -> str:
    """`4 1 7, 3 8 2, ...`: a pause at each group."""
    return ", ".join(" ".join(group) for group in code_groups(code))


def group_rows(count: int, per_row: int) -> list[int]:
    """How many groups stand on each row, as even as can be: 5 groups with at most 4 a row are 3 and 2."""
    rows = -(-count // max(1, per_row))
    if rows <= 1:
        return [count] if count else []
    base, extra = divmod(count, rows)
    return [base + (row < extra) for row in range(rows)]
