from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from shared.audit.event import AuditTag
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, NewSignIn, SignInKind, SignInTimes
from signaling.storage import sign_in_store
from signaling.storage.audit_store import read_lines
from signaling.storage.models import sign_ins
from tests.fakes.server_record import put_account

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
TIMES = SignInTimes(idle_ms=1_000, web_idle_ms=500, absolute_ms=3_000)
TOKEN, OTHER = b"t" * 32, b"o" * 32


def _at(milliseconds: int) -> Moment:
    return Moment(milliseconds, START + timedelta(milliseconds=milliseconds))


def _event(tag: AuditTag):
    return server_event(tag, {"method": "password"} if tag is AuditTag.LOGIN_OK else {}, now=_at(0))


def _begin(connection, token: bytes = TOKEN, kind: SignInKind = SignInKind.CONSOLE) -> None:
    sign_in_store.begin_sign_in(
        connection,
        sign_in=NewSignIn(token_hash=token, account_id=7, kind=kind, method="password"),
        event=_event(AuditTag.LOGIN_OK),
        now=_at(0),
    )


def test_sign_in_runs_out_unused_and_in_any_case(engine: Engine):
    with engine.begin() as connection:
        put_account(connection, 7)
        _begin(connection)

        def whose(milliseconds: int) -> int | None:
            return sign_in_store.read_sign_in(
                connection, TOKEN, SignInKind.CONSOLE, times=TIMES, now=_at(milliseconds)
            )

        assert whose(999) == 7
        assert whose(1_000) is None, "not used"
        for milliseconds in (900, 1_800, 2_700):
            assert sign_in_store.touch_sign_ins(connection, [TOKEN], _at(milliseconds)) == 1
        assert whose(2_999) == 7
        assert whose(3_000) is None, "however much it was used"
        assert sign_in_store.live_among(connection, [TOKEN, OTHER], times=TIMES, now=_at(2_999)) == {TOKEN}
        assert sign_in_store.live_among(connection, [TOKEN], times=TIMES, now=_at(3_000)) == frozenset()
        sign_in_store.forget_over(connection, times=TIMES, now=_at(2_999))
        assert len(connection.execute(sign_ins.select()).all()) == 1
        sign_in_store.forget_over(connection, times=TIMES, now=_at(3_000))
        assert connection.execute(sign_ins.select()).all() == []


def test_sign_in_that_was_ended_is_not_resumed_and_its_end_is_recorded_once(engine: Engine):
    with engine.begin() as connection:
        put_account(connection, 7)
        _begin(connection)
        _begin(connection, OTHER)
        assert sign_in_store.resume_sign_in(connection, TOKEN, event=_event(AuditTag.LOGIN_OK), now=_at(1))
        for _ in range(2):
            sign_in_store.end_sign_in(connection, TOKEN, _event(AuditTag.LOGOUT_OK))
        assert not sign_in_store.resume_sign_in(connection, TOKEN, event=_event(AuditTag.LOGIN_OK), now=_at(2))
        assert sign_in_store.end_sign_ins_of(connection, 8) == 0
        assert sign_in_store.end_sign_ins_of(connection, 7) == 1
        lines = b"\n".join(read_lines(connection, last_seq=99)).decode()
    assert lines.count(AuditTag.LOGIN_OK) == 3
    assert lines.count(AuditTag.LOGOUT_OK) == 1


def test_sign_in_of_a_page_is_none_at_a_console_and_runs_out_sooner(engine: Engine):
    with engine.begin() as connection:
        put_account(connection, 7)
        _begin(connection, kind=SignInKind.WEB)
        read = sign_in_store.read_sign_in
        assert read(connection, TOKEN, SignInKind.CONSOLE, times=TIMES, now=_at(1)) is None
        assert read(connection, TOKEN, SignInKind.WEB, times=TIMES, now=_at(499)) == 7
        assert read(connection, TOKEN, SignInKind.WEB, times=TIMES, now=_at(500)) is None
        sign_in_store.forget_over(connection, times=TIMES, now=_at(500))
        assert connection.execute(sign_ins.select()).all() == []


def test_sign_ins_of_an_account_are_those_that_last_the_newest_first(engine: Engine):
    with engine.begin() as connection:
        put_account(connection, 7)
        _begin(connection)
        _begin(connection, OTHER, SignInKind.WEB)
        sign_in_store.touch_sign_ins(connection, [TOKEN], _at(400))

        def found(milliseconds: int, account_id: int = 7) -> list[tuple[bytes, SignInKind, int]]:
            kept = sign_in_store.read_sign_ins_of(connection, account_id, times=TIMES, now=_at(milliseconds))
            begun = int(START.timestamp() * 1000)
            return [(each.token_hash, each.kind, each.used_unix_ms - begun) for each in kept]

        assert found(450) == [(OTHER, SignInKind.WEB, 0), (TOKEN, SignInKind.CONSOLE, 400)]
        assert found(600) == [(TOKEN, SignInKind.CONSOLE, 400)], "a page runs out sooner"
        assert found(450, 8) == []
