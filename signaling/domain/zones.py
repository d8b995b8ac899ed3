"""The time zones a rule can be set in, by their names in the IANA database, and what their clocks show."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

UTC_NAME = "UTC"

# Names by place only: `Etc/GMT-3` lies three hours EAST, and names like `EET` and `US/Eastern` are for old data.
_REGIONS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)

ZONES: tuple[str, ...] = (
    UTC_NAME,
    *sorted(name for name in available_timezones() if name.partition("/")[0] in _REGIONS and "/" in name),
)
"""`UTC`, then every place by its name; the system's own database counts before the one that is installed with us."""


def wall_clock(instant: datetime, zone: str) -> datetime:
    """What a clock on the wall shows there.

    Args:
        instant: a moment that knows its own zone.
        zone: one of `ZONES`.
    """
    return instant.astimezone(ZoneInfo(zone))
