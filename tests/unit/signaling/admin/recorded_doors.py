"""Doors that only remember what was asked of them, for tests of which page is behind which."""

from typing import Any

from signaling.admin.doors import Doors, Endpoint, Page
from signaling.admin.visitor import Visitor
from signaling.domain.operations import Operation
from signaling.domain.ports import Moment


async def _everybodys(_who: Visitor) -> None:
    return None


class RecordedDoors:
    """`doors` to give to pages; `table(routes)` says what stands before each route."""

    def __init__(self, now: Moment) -> None:
        self._of: dict[Endpoint, tuple[str, Operation]] = {}
        self.doors = Doors(
            page=self._door("page"),
            form=self._door("form"),
            fresh_form=self._door("fresh_form"),
            agents_of=_everybodys,
            now=lambda: now,
        )

    def table(self, routes: list[Any]) -> dict[tuple[str, str], tuple[str, Operation]]:
        """By method and path: the kind of door, and the operation."""
        return {
            ("POST" if "POST" in route.methods else "GET", route.path): self._of[route.endpoint] for route in routes
        }

    def _door(self, kind: str) -> Any:
        def make(_page: Page, operation: Operation) -> Endpoint:
            async def endpoint(_request: Any) -> Any:
                raise AssertionError

            self._of[endpoint] = (kind, operation)
            return endpoint

        return make
