"""What belongs to one choice of monitors while it is shown, and the update it makes of each step."""

from dataclasses import dataclass

from client.media.damage import KnownPicture
from client.media.look import look
from client.media.ports import Capture, DamageSource
from client.media.scheduler import Scheduler, Step
from client.media.update_maker import UpdateMaker

LOOKING = frozenset({Step.KEY, Step.RESYNC, Step.LOOK})
"""Steps that read the screen."""


@dataclass(frozen=True, slots=True)
class ShownScreen:
    """Made and used by the media thread alone.

    Attributes:
        generation: of the consent it was made under; what is made under another one is thrown away.
    """

    generation: int
    capture: Capture
    picture: KnownPicture
    scheduler: Scheduler
    maker: UpdateMaker

    def make(self, step: Step, damage: DamageSource, update_id: int, now_ms: int) -> bytes | None:
        """Do a step; returns the encoded update, or None when there is nothing to say.

        Raises:
            CaptureFailedError: the screen cannot be read.
        """
        if step is Step.PROBE:
            return self.maker.probe(update_id, now_ms)
        if step is Step.REFINE:
            return self.maker.refine(update_id, now_ms, now_ms)
        if step is Step.KEY:
            damage.take()
            self.picture.replace(self.capture.grab(self.picture.area))
            self.scheduler.note_look(now_ms, changed_px=self.picture.area.area_px, is_whole=True)
            return self.maker.make_key(update_id, now_ms, now_ms)
        is_whole = self.scheduler.is_whole_look(now_ms, has_damage=damage.has_damage())
        moves, dirty = look(self.capture, self.picture, damage, is_whole=is_whole)
        changed_px = sum(move.rect.area_px for move in moves) + sum(rect.area_px for rect in dirty)
        self.scheduler.note_look(now_ms, changed_px=changed_px, is_whole=is_whole)
        lost = self.scheduler.resync_wanted
        if step is Step.RESYNC and lost is not None:
            # Where something moved to counts as painted: a resync says pixels only.
            return self.maker.make_resync(update_id, now_ms, lost, (*dirty, *(move.rect for move in moves)), now_ms)
        return self.maker.make(update_id, now_ms, moves, dirty, now_ms) if moves or dirty else None
