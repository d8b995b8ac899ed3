"""Tells typing a refused word anew from mending it, so that the new one need not be typed behind the old one."""


def typed_anew(refused: str, text: str, cursor: int) -> str | None:
    """What was typed or pasted into a field that still held what had been refused.

    Args:
        refused: what stood there when it was refused.
        text: what stands there after the first change since.
        cursor: position in `text` behind that change.

    Returns:
        The new characters, when nothing was taken away for them; None when the old ones are being mended.
    """
    count = len(text) - len(refused)
    start = cursor - count
    if not refused or count <= 0 or start < 0 or text[:start] + text[cursor:] != refused:
        return None
    return text[start:cursor]
