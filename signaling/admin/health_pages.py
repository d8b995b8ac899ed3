"""The page that says how the server is: each sign with a shape, a word and, where it is needed, what to do."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from signaling.admin.doors import Doors
from signaling.admin.health_words import said_of
from signaling.admin.render import render
from signaling.admin.speech import speaker
from signaling.admin.visitor import Visitor, choose_language
from signaling.domain.health import Level, LookAtHealth, judge
from signaling.domain.operations import Operation

HOME = "/admin/health"


class HealthPages:
    """The route of the health page."""

    def __init__(self, look: LookAtHealth, doors: Doors) -> None:
        self._look = look
        self._doors = doors

    def routes(self) -> Sequence[Route]:
        """For the site."""
        return [Route(HOME, self._doors.page(self._show, Operation.SEE_HEALTH))]

    async def _show(self, request: Request, who: Visitor) -> Response:
        reading = await self._look(self._doors.now())
        levels = judge(reading)
        t = speaker(choose_language(request))
        values = {
            "reading": reading,
            "signs": [(level, said_of(t, sign, level, reading)) for sign, level in levels.items()],
            "worst": next((level for level in (Level.ACT, Level.LOOK) if level in levels.values()), Level.GOOD),
        }
        return render(request, "health.html", visitor=who, values=values)
