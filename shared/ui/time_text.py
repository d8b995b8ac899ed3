"""Says lengths of time and moments the way the reader's language and region do."""

from PySide6.QtCore import QDateTime, QLocale, QObject, Qt

_SECOND_MS = 1_000
_MINUTE_S = 60
_HOUR_MIN = 60


class _Durations(QObject):
    """Holder of the plural sentences: the collector of strings sees plurals only in `self.tr`."""

    def minutes(self, count: int) -> str:
        return self.tr("%n minute(s)", "", count)

    def seconds(self, count: int) -> str:
        return self.tr("%n second(s)", "", count)

    def hours(self, count: int) -> str:
        return self.tr("%n hour(s)", "", count)


def duration_words(length_ms: int) -> str:
    """`45 seconds`, `19 minutes`, `2 hours 5 minutes`: whole units, rounded down, never less than a second."""
    words = _Durations()
    seconds = max(1, length_ms // _SECOND_MS)
    if seconds < _MINUTE_S:
        return words.seconds(seconds)
    minutes = seconds // _MINUTE_S
    if minutes < _HOUR_MIN:
        return words.minutes(minutes)
    hours, rest = divmod(minutes, _HOUR_MIN)
    return f"{words.hours(hours)} {words.minutes(rest)}" if rest else words.hours(hours)


def countdown_digits(length_ms: int) -> str:
    """`9:41`: minutes and seconds left, rounded up, so that 0:00 means over."""
    seconds = max(0, -(-length_ms // _SECOND_MS))
    return f"{seconds // _MINUTE_S}:{seconds % _MINUTE_S:02d}"


def _local(instant: str) -> QDateTime:
    return QDateTime.fromString(instant, Qt.DateFormat.ISODateWithMs).toLocalTime()


def local_date(instant: str) -> str:
    """The day of an RFC 3339 instant in the reader's time zone and form; empty when it is none."""
    moment = _local(instant)
    return QLocale().toString(moment.date(), QLocale.FormatType.LongFormat) if moment.isValid() else ""


def local_time(instant: str) -> str:
    """The time of day of an RFC 3339 instant in the reader's time zone and form; empty when it is none."""
    moment = _local(instant)
    return QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat) if moment.isValid() else ""
