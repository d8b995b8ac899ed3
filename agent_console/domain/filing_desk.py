"""What the agent files about each session: kept in memory until the server has it, and never on a disk here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from agent_console.domain.ports import ServerPort
from agent_console.domain.seal_keeper import SealVerdict
from shared.errors import AlongsideError, SignalingError
from shared.protocol import record_messages as record
from shared.protocol.limits import CATEGORY_NAME_MAX_CHARS, NOTE_MAX_CHARS
from shared.protocol.record_messages import CategoryId, SessionResult
from shared.protocol.text import clean_text

_UNSENT = 1  # request ids are given by the socket
_OF_THE_SOCKET = frozenset({"server_unreachable", "server_stopping", "request_timeout"})
"""Refusals that say nothing about the filing: it goes out again when the agent is signed in again."""

FilingProgress = Literal["none", "unfiled", "sending", "waiting", "filed", "refused"]
"""`none`: there is no session to file yet. `waiting`: for the server. `refused`: see `FilingView.trouble`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One kind of problem, by its names in each language."""

    category_id: CategoryId
    en: str
    ru: str
    ro: str

    def name_in(self, language: str) -> str:
        """Its name in that language, or in English."""
        return {"ru": self.ru, "ro": self.ro}.get(language, "") or self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingView:
    """How it stands with what is filed about one session.

    Attributes:
        progress: how far it is.
        choices: the kinds of problem to choose from.
        trouble: the code of a sentence, when it was refused.
        seal: what came of the server's seal on the session; None before there is one.
    """

    progress: FilingProgress = "none"
    choices: tuple[Choice, ...] = ()
    trouble: str = ""
    seal: SealVerdict | None = None

    @property
    def is_missing(self) -> bool:
        """Whether closing now would lose it."""
        return self.progress not in ("none", "filed")


NO_FILING = FilingView()


@dataclass(slots=True)
class _Filed:
    message: record.FileSession
    progress: FilingProgress = "waiting"
    trouble: str = ""


class FilingDesk:
    """Lives in the network thread, one for all tabs."""

    def __init__(self, *, server: ServerPort, on_changed: Callable[[], None]) -> None:
        """Nothing is asked before somebody signed in."""
        self._server = server
        self._on_changed = on_changed
        self._is_signed_in = False
        self._choices: tuple[Choice, ...] = ()
        self._filed: dict[int, _Filed] = {}

    def signed_in(self) -> None:
        """On every socket: ask which kinds of problem there are, and say again what was not answered."""
        self._is_signed_in = True
        self._server.request(record.ListCategories(request_id=_UNSENT), self._take_choices)
        for filed in list(self._filed.values()):
            if filed.progress in ("waiting", "sending"):
                self._send(filed)

    def server_lost(self) -> None:
        """The socket is gone, or the agent signed out."""
        self._is_signed_in = False
        for filed in self._filed.values():
            if filed.progress == "sending":
                filed.progress = "waiting"
        self._on_changed()

    def file(self, tab_id: int, session_id: str, category: CategoryId, result: SessionResult, note: str) -> None:
        """File the session of that tab, in place of what was filed before."""
        message = record.FileSession(
            request_id=_UNSENT,
            session_id=session_id,
            category=category,
            result=result,
            note=note[:NOTE_MAX_CHARS],
        )
        filed = self._filed[tab_id] = _Filed(message)
        if self._is_signed_in:
            self._send(filed)
        self._on_changed()

    def forget(self, tab_id: int) -> None:
        """The tab is closed."""
        self._filed.pop(tab_id, None)

    def view(self, tab_id: int, *, has_session: bool) -> FilingView:
        """How it stands with that tab; `has_session` when there was one that both sides verified."""
        filed = self._filed.get(tab_id)
        if not has_session:
            return NO_FILING
        view = FilingView(progress="unfiled", choices=self._choices)
        return view if filed is None else replace(view, progress=filed.progress, trouble=filed.trouble)

    def _send(self, filed: _Filed) -> None:
        filed.progress = "sending"

        def take(answer: record.RecordKept | SignalingError) -> None:
            if filed.progress != "sending" or filed not in self._filed.values():
                return
            if not isinstance(answer, AlongsideError):
                filed.progress = "filed"
            elif answer.reason in _OF_THE_SOCKET:
                filed.progress = "waiting"
            else:
                filed.progress, filed.trouble = "refused", answer.reason
                if answer.reason == "category_unknown":
                    self._server.request(record.ListCategories(request_id=_UNSENT), self._take_choices)
            self._on_changed()

        self._server.request(filed.message, take)

    def _take_choices(self, answer: record.Categories | Any) -> None:
        if isinstance(answer, record.Categories):
            self._choices = tuple(_choice(each) for each in answer.categories)
            self._on_changed()


def _choice(category: record.Category) -> Choice:
    english, russian, romanian = (
        clean_text(name, CATEGORY_NAME_MAX_CHARS) for name in (category.en, category.ru, category.ro)
    )
    return Choice(category_id=category.category_id, en=english or category.category_id, ru=russian, ro=romanian)
