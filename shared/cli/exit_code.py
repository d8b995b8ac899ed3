"""What a program's exit status means: the same numbers for all programs, after sysexits(3) of BSD."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit statuses; scripts may rely on them (`docs/operations.md` has the table)."""

    OK = 0
    USAGE = 2  # what argument parsers answer; sysexits' own 64 would be a second number for the same thing
    DATA = 65
    UNREADABLE = 66
    UNAVAILABLE = 69
    INTERNAL = 70
    CANNOT_CREATE = 73
    PROTOCOL = 76
    NOT_PERMITTED = 77
    SETUP = 78
    HUNG_UP = 129  # 128 + SIGHUP: the terminal was closed
    INTERRUPTED = 130  # 128 + SIGINT, what a shell reports for a program ended by Ctrl+C
    TERMINATED = 143  # 128 + SIGTERM: `kill`, or the system going down
