"""What the flow of the console is made with: what the agent typed, and whom it tells."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the agent typed; forgotten as soon as the server has answered."""

    email: str
    password: str = field(repr=False)
    second_factor: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleCallbacks:
    """Whom the console tells.

    Attributes:
        account_changed: the account page or the code field may show something else.
        tab_changed: that tab may show something else.
        tab_gone: that tab is closed.
        cursor_changed: the pointer over there, in that tab, looks different or was moved.
        input_owed: some tab wants `tick_input`.
    """

    account_changed: Callable[[], None]
    tab_changed: Callable[[int], None]
    tab_gone: Callable[[int], None]
    cursor_changed: Callable[[int], None]
    input_owed: Callable[[], None]
