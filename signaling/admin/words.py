"""What the pages say of events, rights, roles and endings, in the reader's language; templates say the rest."""

from dataclasses import dataclass
from typing import Any

from shared.capability import Capability
from signaling.admin.record_words import event_sentences
from signaling.admin.speech import Say
from signaling.domain.accounts import Role
from signaling.domain.health import WITNESS_LEVELS, Level
from signaling.domain.ports import SessionStage
from signaling.domain.witness_view import WitnessStanding

_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400


def right_words(t: Say, right: str) -> str:
    """A right in few words; an unknown one as it is written."""
    words: dict[str, str] = {
        Capability.VIEW: t("See the screen"),
        Capability.CONTROL: t("Mouse and keyboard"),
        Capability.CLIPBOARD_TO_USER: t("Clipboard to the person"),
        Capability.CLIPBOARD_FROM_USER: t("Clipboard from the person"),
        Capability.FILE_TO_USER: t("Files to the person"),
        Capability.FILE_FROM_USER: t("Files from the person"),
        Capability.TERMINAL: t("Terminal"),
        Capability.RECORDING: t("Recording"),
        Capability.SYSTEM_INFO: t("System information"),
        Capability.VOICE: t("Voice"),
    }
    return words.get(right, right)


def role_words(t: Say, role: Role) -> str:
    """A role by its name."""
    return {
        Role.AGENT: t("agent"),
        Role.LEAD: t("lead"),
        Role.ADMIN: t("admin"),
        Role.AUDITOR: t("auditor"),
    }[role]


def stage_words(t: Say, stage: SessionStage) -> str:
    """How far a session has come."""
    return {
        SessionStage.PAIRING: t("connecting"),
        SessionStage.PAIRED: t("connecting"),
        SessionStage.OPEN: t("live"),
        SessionStage.CLOSING: t("ending"),
        SessionStage.CLOSED: t("over"),
    }[stage]


def reason_choices(t: Say) -> dict[str, str]:
    """Every way a session ends, for the list to choose from."""
    return {
        "user_stopped": t("the person stopped"),
        "agent_left": t("the agent finished"),
        "panic": t("the person stopped everything with the keys"),
        "peer_lost": t("the connection was lost"),
        "expired": t("the time was over"),
        "failed": t("no connection came about"),
        "admin_ended": t("ended by an admin"),
        "protocol_error": t("something arrived that does not belong there"),
        "display_lost": t("the person's desktop was closed"),
    }


def actor_choices(t: Say) -> dict[str, str]:
    """Every kind of actor, for the log to choose from."""
    return {
        "agent": t("somebody with an account"),
        "person": t("the person who is helped"),
        "server": t("the server"),
        "operator": t("the server's command line"),
    }


def outcome_choices(t: Say) -> dict[str, str]:
    """Every outcome an event can have."""
    return {"ok": t("went well"), "denied": t("refused"), "failed": t("failed")}


def level_words(t: Say, level: Level) -> str:
    """What a shape on the health page means."""
    return {
        Level.GOOD: t("good"),
        Level.LOOK: t("look at it"),
        Level.ACT: t("act now"),
        Level.PLAIN: t("for information"),
    }[level]


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessWords:
    """How it stands, with what to do; `advice` is empty when nothing is."""

    level: Level
    state: str
    advice: str = ""


def witness_words(t: Say, standing: WitnessStanding) -> WitnessWords:
    """What a standing means."""
    state, advice = {
        WitnessStanding.NONE: (
            t("No witness was named to this server."),
            t("Without one, only receipts are outside. Run alongside-server witness run, then serve --witness."),
        ),
        WitnessStanding.UNKNOWN: (
            t("The witness has left no state that can be read."),
            t("Is the folder of serve --witness the witness's own, and does the witness run?"),
        ),
        WitnessStanding.SILENT: (
            t("The witness is silent."),
            t("It writes its state every ten seconds. Start it again, and see in its log why it ended."),
        ),
        WitnessStanding.UNREADABLE: (
            t("The witness cannot read the database now."),
            t("This says nothing about the record. If it stays so, see the witness's log."),
        ),
        WitnessStanding.REFUSED: (
            t("The record does not go on from the last checkpoint. Nothing is signed any more."),
            t(
                "Somebody has changed the database, or an old copy was put in its place. Keep a copy of it as it is, "
                "export the record, and check it with --checkpoint against what the keepers outside have."
            ),
        ),
        WitnessStanding.BEHIND: (
            t("The witness signs, but cannot reach everybody outside."),
            t("What waits is delivered as soon as they can be reached. Look at the row of the one that cannot."),
        ),
        WitnessStanding.WELL: (t("The witness signs, and the keepers outside have what it signed."), ""),
    }[standing]
    return WitnessWords(level=WITNESS_LEVELS[standing], state=state, advice=advice)


def span_of(seconds: float) -> str:
    """`1:02:03`, or `2:03` below an hour."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def age_of(t: Say, seconds: float) -> str:
    """How long ago, in the largest unit of which there are two: `45 s`, `12 min`, `5 h`, `3 d`."""
    count = max(0, round(seconds))
    if count < 2 * _MINUTE_S:
        return t("{count} s", count=count)
    if count < 2 * _HOUR_S:
        return t("{count} min", count=count // _MINUTE_S)
    if count < 2 * _DAY_S:
        return t("{count} h", count=count // _HOUR_S)
    return t("{count} d", count=count // _DAY_S)


def event_words(t: Say, record: dict[str, Any]) -> str:
    """One event as a sentence; of an unknown kind its own name."""
    kind, data = str(record["type"]), record["data"]
    sentences = _session_sentences(t, data) | _server_sentences(t, data) | event_sentences(t, data)
    return sentences.get(kind, kind)


def _session_sentences(t: Say, data: dict[str, Any]) -> dict[str, str]:
    right = right_words(t, str(data.get("capability", "")))
    reason = str(data.get("reason", ""))
    return {
        "code:slot:claimed": t("The agent used the code."),
        "pair:session:ok": t("The two programs proved themselves to each other."),
        "pair:session:failed": t("The two programs did not come together."),
        "session:life:opened": t("The session began."),
        "session:life:resumed": t("A program came back after its connection to the server was lost."),
        "session:life:closed": t("The session ended: {reason}.", reason=reason_choices(t).get(reason, reason)),
        "session:consent:asked": t("The agent asked for: {right}.", right=right),
        "session:consent:granted": t("The person allowed: {right}.", right=right),
        "session:consent:denied": t("The person did not allow: {right}.", right=right),
        "session:consent:revoked": t("Taken back: {right}.", right=right),
        "session:consent:expired": t("Ended by itself: {right}.", right=right),
        "session:consent:paused": t("The person paused everything."),
        "session:consent:resumed": t("The person let it go on."),
        "session:consent:suspicious": t("An answer came that no hand gave; it did not count."),
        "session:control:summary": t(
            "The agent pressed {keys} keys and clicked {clicks} times.",
            keys=data.get("keys_down", 0),
            clicks=data.get("clicks", 0),
        ),
        "session:chat:summary": t(
            "Messages: {person} from the person, {agent} from the agent.",
            person=data.get("from_person", 0),
            agent=data.get("from_agent", 0),
        ),
        "session:drawing:summary": t("The agent drew on the screen: {count}.", count=data.get("marks", 0)),
        "session:files:summary": t(
            "{right}: {saved} of {files} arrived.",
            right=right,
            saved=data.get("saved", 0),
            files=data.get("files", 0),
        ),
        "session:clip:moved": t("{right}: something copied was sent.", right=right),
    }


def _server_sentences(t: Say, data: dict[str, Any]) -> dict[str, str]:
    first, last = data.get("first_seq", 0), data.get("last_seq", 0)
    before, after = data.get("before", ""), data.get("after", "")
    return {
        "auth:login:ok": t("Signed in."),
        "auth:login:failed": t("A sign-in was refused."),
        "auth:login:locked": t("Too many wrong sign-ins: locked for a while."),
        "auth:logout:ok": t("Signed out."),
        "auth:access:denied": t(
            "Tried “{operation}”, which the role {role} may not.",
            operation=data.get("operation", ""),
            role=data.get("role", ""),
        ),
        "auth:step_up:ok": t("Showed the second factor again, for something important."),
        "auth:step_up:failed": t("A second factor for something important was refused."),
        "auth:hand_over:granted": t("Let a console in from the browser, by the number it showed."),
        "auth:hand_over:refused": t("A console was not let in from the browser."),
        "code:slot:made": t("A person asked for a code."),
        "code:slot:released": t("A code was given back."),
        "code:slot:expired": t("A code ran out."),
        "user:account:changed": t(
            "Account {user}: {field} changed from “{before}” to “{after}”.",
            user=data.get("user_id", ""),
            field=data.get("field", ""),
            before=before,
            after=after,
        ),
        "policy:rule:changed": t(
            "Rule {rule} changed from “{before}” to “{after}”.", rule=data.get("rule", ""), before=before, after=after
        ),
        "server:life:started": t("The server started."),
        "server:life:stopped": t("The server stopped."),
        "log:chain:exported": t("The record was exported, events {first} to {last}.", first=first, last=last),
        "log:chain:pruned": t("The record was shortened, events {first} to {last}.", first=first, last=last),
        "log:chain:checkpoint": t("A checkpoint was signed."),
        "log:chain:verify_failed": t("A check of the record found something wrong."),
    }
