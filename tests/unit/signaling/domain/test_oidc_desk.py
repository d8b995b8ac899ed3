from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from signaling.admin.visitor import WebCaller
from signaling.bus.in_process import InProcessPairingState
from signaling.domain.accounts import Account, Role
from signaling.domain.oidc_desk import OidcDesk, ProviderPlaces, WayIn, WayOut
from signaling.domain.oidc_settings import OidcSettings
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment
from signaling.domain.second_factor import make_factor
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown
from signaling.storage import account_store, audit_store, identity_store
from signaling.storage.account_directory import DatabaseAccounts
from signaling.storage.account_key import AccountKey
from signaling.storage.identity_directory import DatabaseIdentities
from tests.fakes.lying_provider import CLIENT_ID, LyingProvider
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

CALLER = WebCaller(address="10.0.0.1", ip_masked="10.0.0.0/24")
MINUTE_MS = 60_000


class StepwiseProvider:
    """The port `Provider` without a network, on the same keys."""

    def __init__(self, service: LyingProvider) -> None:
        self.service = service
        self.token = ""
        self.names_itself = False
        self.fresh = 0

    async def places(self) -> ProviderPlaces:
        return ProviderPlaces(
            authorization="https://login.example/a?tenant=7", token="t", keys="k", names_itself=self.names_itself
        )

    async def redeem(self, code: str, verifier: str, redirect_uri: str) -> str | None:
        return self.token

    async def keys(self, *, is_fresh: bool = False) -> list[dict[str, Any]]:
        self.fresh += is_fresh
        return [self.service.keys["ES256"].as_dict(private=False)] if is_fresh else []


class Room:
    def __init__(self, service: LyingProvider, policy: ServerPolicy | None = None) -> None:
        self.mono_ms = 0
        self.service, self.provider = service, StepwiseProvider(service)
        self.ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
        policy = policy or ServerPolicy()
        key = AccountKey(b"k" * 32)
        self.accounts = DatabaseAccounts(self.ledger, key, policy.sign_in_times)
        ids = (f"{number:032x}" for number in count(1))
        self.desk = OidcDesk(
            settings=OidcSettings(issuer=service.issuer, client_id=CLIENT_ID, links_by_email=True),
            redirect_uri="https://help.example/back",
            provider=self.provider,
            state=InProcessPairingState(lambda: self.mono_ms),
            identities=DatabaseIdentities(self.ledger),
            accounts=self.accounts,
            ledger=self.ledger,
            policy=policy,
            new_id=lambda: next(ids),
        )

        def step(connection: Any) -> Account | None:
            account = account_store.add_account(
                connection, email="ana@b.org", name="Ana", role=Role.ADMIN, organisation="", password_hash="x",
                now=self.now,
            )  # fmt: skip
            assert account is not None
            account_store.set_second_factor(connection, account, make_factor(), key, self.now)
            return account_store.find_account(connection, "ana@b.org")

        self.ana = self.ledger.now(step)

    @property
    def now(self) -> Moment:
        return Moment(self.mono_ms, datetime.now(UTC) + timedelta(milliseconds=self.mono_ms))

    def go(self) -> tuple[WayOut, dict[str, str]]:
        way = run(self.desk.send_out(CALLER, self.now))
        assert isinstance(way, WayOut), way
        return way, {name: values[0] for name, values in parse_qs(urlsplit(way.address).query).items()}

    def come_back(self, way: WayOut, sent: dict[str, str], **answer: str) -> Any:
        claims = self.service.claims(sent["nonce"], sub="a-1", email="ana@b.org", email_verified=True)
        self.provider.token = self.service.sign(claims)
        answer = {"code": "c", "state": sent["state"], **answer}
        return run(self.desk.take_back(CALLER, way.ticket, answer, self.now))

    def linked(self) -> str | None:
        return self.ledger.now(
            lambda connection: identity_store.subject_of(connection, self.ana, self.service.issuer)
        )


@pytest.fixture(scope="module")
def service() -> Iterator[LyingProvider]:
    service = LyingProvider()
    yield service
    service.server.server_close()


def test_each_visit_has_secrets_of_its_own_and_keeps_what_the_address_has(service: LyingProvider):
    room = Room(service)
    (first, sent), (second, again) = room.go(), room.go()
    assert first.address.startswith("https://login.example/a?tenant=7&response_type=code&")
    assert first.ticket != second.ticket
    for name in ("state", "nonce", "code_challenge"):
        assert sent[name] != again[name]
        assert len(sent[name]) >= 43


def test_visit_lasts_ten_minutes(service: LyingProvider):
    room = Room(service)
    way, sent = room.go()
    room.mono_ms += 10 * MINUTE_MS
    assert room.come_back(way, sent) == Refusal("provider_late")


def test_account_is_linked_only_when_its_own_second_factor_was_shown(service: LyingProvider):
    room = Room(service)
    way = room.come_back(*room.go())
    assert isinstance(way, WayIn)
    assert (way.shown, room.linked(), room.provider.fresh) == (None, None, 1)
    account = run(room.desk.half_way(way.ticket))
    assert account is not None
    shown = Shown(account=account, method="oidc+totp")
    assert run(room.desk.arrive(CALLER, way.ticket, shown, room.now)) == shown
    assert room.linked() == "a-1"
    assert run(room.desk.half_way(way.ticket)) is None, "used up"
    assert run(room.desk.arrive(CALLER, way.ticket, shown, room.now)) == Refusal("provider_late")


def test_second_factor_is_owed_for_ten_minutes_by_an_account_that_may_sign_in(service: LyingProvider):
    room = Room(service)
    way = room.come_back(*room.go())
    room.mono_ms += 10 * MINUTE_MS - 1
    assert run(room.desk.half_way(way.ticket)) is not None
    room.mono_ms += 1
    assert run(room.desk.half_way(way.ticket)) is None
    room = Room(service)
    way = room.come_back(*room.go())
    room.ledger.now(lambda connection: account_store.disable_account(connection, "ana@b.org", room.now))
    assert run(room.desk.half_way(way.ticket)) is None


def test_ticket_of_a_visit_is_no_proof_and_one_persons_proof_is_not_anothers(service: LyingProvider):
    room = Room(service)
    way, _ = room.go()
    assert run(room.desk.half_way(way.ticket)) is None
    shown = Shown(account=room.ana, method="oidc+totp")
    assert run(room.desk.arrive(CALLER, way.ticket, shown, room.now)) == Refusal("provider_late")


def test_link_that_was_made_meanwhile_wins(service: LyingProvider):
    room = Room(service)
    way = room.come_back(*room.go())
    room.ledger.now(
        lambda connection: identity_store.link(
            connection, room.ana, issuer=service.issuer, subject="other", now=room.now
        )
    )
    shown = Shown(account=room.ana, method="oidc+totp")
    assert run(room.desk.arrive(CALLER, way.ticket, shown, room.now)) == Refusal("provider_not_linked")


def test_provider_that_always_names_itself_must_do_so(service: LyingProvider):
    room = Room(service)
    room.provider.names_itself = True
    assert room.come_back(*room.go()) == Refusal("provider_refused")
    assert isinstance(room.come_back(*room.go(), iss=service.issuer), WayIn)


def test_visits_from_one_address_are_bounded(service: LyingProvider):
    room = Room(service, ServerPolicy(provider_visits_per_address_max=2))
    room.go()
    room.go()
    assert run(room.desk.send_out(CALLER, room.now)) == Refusal("rate_limited", 900_000)


def _events(room: Room) -> int:
    return room.ledger.now(lambda connection: audit_store.read_head(connection).count)


def test_whoever_comes_back_from_nowhere_writes_only_so_much_into_the_record(service: LyingProvider):
    room = Room(service, ServerPolicy(sign_in_failures_per_address_max=3))
    before = _events(room)
    answers = [run(room.desk.take_back(CALLER, "", {"state": "x"}, room.now)) for _ in range(50)]
    assert [each.code for each in answers] == ["provider_late"] * 3 + ["rate_limited"] * 47
    assert _events(room) == before + 3
    elsewhere = WebCaller(address="10.0.0.2", ip_masked="10.0.0.0/24")
    assert run(room.desk.take_back(elsewhere, "", {}, room.now)) == Refusal("provider_late")
    assert isinstance(room.come_back(*room.go()), WayIn), "whoever was sent out comes in all the same"
    room.mono_ms += ServerPolicy().sign_in_window_ms
    assert run(room.desk.take_back(CALLER, "", {}, room.now)) == Refusal("provider_late")
