"""Brings checkpoints to one outside witness in a thread of its own, in order, until each is taken."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from signaling.witness.delivery_queue import DeliveryQueue
from signaling.witness.target import DeliveryError, Target

BACKOFF_FIRST_S = 1.0
BACKOFF_MAX_S = 300.0
ENDING_S = 2.0  # how long the end of the program waits for a delivery that is under way

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierState:
    """How it stands with one witness.

    Attributes:
        name: the witness.
        waiting: checkpoints it does not have yet.
        delivered_size: events that the last one it has covers; 0 when it has none.
        delivered_at: instant of that delivery.
        problem: why the last attempt failed; empty when it did not.
    """

    name: str
    waiting: int
    delivered_size: int
    delivered_at: str
    problem: str


class Courier:
    """One witness, its queue, and the thread between them."""

    def __init__(
        self,
        target: Target,
        queue: DeliveryQueue,
        *,
        now: Callable[[], str],
        backoff_first_s: float = BACKOFF_FIRST_S,
    ) -> None:
        """`now` gives the instant to remember a delivery with."""
        self._target = target
        self._queue = queue
        self._now = now
        self._backoff_first_s = backoff_first_s
        self._problem = ""
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def name(self) -> str:
        """The witness's."""
        return self._target.name

    @property
    def state(self) -> CourierState:
        """How it stands; may be asked from any thread. Raises `OSError` when the queue cannot be read."""
        size, at = self._queue.delivered()
        return CourierState(
            name=self._target.name,
            waiting=self._queue.waiting_count(),
            delivered_size=size,
            delivered_at=at,
            problem=self._problem,
        )

    def put(self, size: int, note: bytes) -> None:
        """Take a checkpoint to deliver; it is on the disk when this returns. Known ones are passed over.

        Raises:
            OSError: the queue cannot be written.
        """
        if self._queue.newest_size() < size:
            if not self._queue.put(size, note):
                _log.warning("delivery_queue_full", witness=self._target.name)
            self._news.set()

    def start(self) -> None:
        """Begin to deliver."""
        self._thread = threading.Thread(target=self._work, name=f"courier {self._target.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End. What was not delivered waits on the disk for the next start."""
        self._stopping.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join(ENDING_S)

    def deliver_waiting(self) -> bool:
        """Deliver what waits, in order, until one is not taken; whether nothing waits any more."""
        try:
            while (waiting := self._queue.oldest()) is not None and not self._stopping.is_set():
                size, note = waiting
                self._target.deliver(size, note)
                self._queue.mark_delivered(size, self._now())
                if self._problem:
                    _log.info("delivery_restored", witness=self._target.name, size=size)
                self._problem = ""
        except DeliveryError as error:
            self._note_problem(error.reason)
            return False
        except OSError as error:
            self._note_problem(f"queue_{type(error).__name__}")
            return False
        except Exception:  # noqa: BLE001 - a thread that ended would look like a witness that is only slow
            _log.exception("delivery_broke", witness=self._target.name)
            self._note_problem("internal")
            return False
        return waiting is None

    def _note_problem(self, reason: str) -> None:
        if reason != self._problem:
            _log.warning("delivery_failed", witness=self._target.name, reason=reason)
        self._problem = reason

    def _work(self) -> None:
        backoff_s = self._backoff_first_s
        while not self._stopping.is_set():
            self._news.clear()
            if self.deliver_waiting():
                backoff_s = self._backoff_first_s
                self._news.wait()
            else:
                self._stopping.wait(backoff_s)
                backoff_s = min(2 * backoff_s, BACKOFF_MAX_S)
