"""Composition root of the server: builds every part from the settings and joins them; holds no rules."""

import asyncio
import contextlib
import itertools
import secrets
import socket
import ssl
import time
from collections.abc import Callable
from functools import partial

import structlog

from shared.audit.event import AuditTag, check_event_data
from shared.clock import Clock, SystemClock
from shared.protocol import limits
from shared.protocol import signaling_messages as wire
from signaling.admin.account_pages import AccountParts
from signaling.admin.chain_job import ChainJob
from signaling.admin.log_pages import LogParts
from signaling.admin.pages import AdminParts, AdminSite
from signaling.admin.set_up_page import SetUpParts
from signaling.bus.in_process import InProcessBus, InProcessPairingState
from signaling.config import PROGRAM, ServerSettings
from signaling.domain.audit_log import server_event
from signaling.domain.broker import Broker
from signaling.domain.export_slots import ExportSlots
from signaling.domain.hand_over_desk import HandOverDesk
from signaling.domain.oidc_desk import OidcDesk
from signaling.domain.oidc_settings import BACK_PATH
from signaling.domain.passkey_desk import PasskeyDesk
from signaling.domain.passkeys import relying_party
from signaling.domain.ports import AuditUnwritableError, TooManyWaitingError
from signaling.domain.session_ender import SessionEnder
from signaling.domain.session_rules import SessionTimes
from signaling.domain.set_up import SetUpDesk
from signaling.gateway.endpoint import SignalingEndpoint, moment_of
from signaling.gateway.health_look import HealthLook, HealthSources
from signaling.gateway.http_server import HttpServer
from signaling.gateway.password_worker import PasswordWorker
from signaling.gateway.routes import build_routes
from signaling.oidc.provider import HttpProvider
from signaling.storage.account_changes import DatabaseAccountChanges, DatabaseSetUpLinks
from signaling.storage.account_directory import DatabaseAccounts
from signaling.storage.account_key import load_or_create_account_key
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.database import open_engine, upgrade_database
from signaling.storage.database_place import find_database
from signaling.storage.health_store import count_live_sessions, count_pairings
from signaling.storage.identity_directory import DatabaseIdentities
from signaling.storage.ledger import DatabaseLedger
from signaling.storage.log_export import DatabaseLogExport
from signaling.storage.passkey_directory import DatabasePasskeys
from signaling.storage.policy_book import DatabasePolicies
from signaling.storage.record_directory import DatabaseRecords
from signaling.storage.record_proof import DatabaseProof
from signaling.storage.review_directory import DatabaseReview
from signaling.storage.session_endings import DatabaseEndings
from signaling.storage.statistics_store import DatabaseStatistics
from signaling.storage.write_queue import WAITING_MAX
from signaling.witness.report import WitnessReport
from signaling.witness.witness_look import WitnessLook

_log = structlog.get_logger(__name__)

_SWEEP_S = 0.5
_HEED_EVERY_SWEEPS = 10
_PROBE_KEPT_S = 1.0  # anybody may ask /readyz, but not make us flush the disk all day


class ServerApp:
    """One server process: `prepare` once, then `serve` until `stop`."""

    def __init__(self, settings: ServerSettings, *, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._server: HttpServer | None = None
        self._witness = None if settings.witness is None else WitnessReport(settings.witness)
        self._probe_result: tuple[float, str | None] = (0.0, "starting")
        self._probing = asyncio.Lock()

    @staticmethod
    def prepare(settings: ServerSettings) -> None:
        """Create or upgrade the database and the audit key.

        Raises:
            DatabaseUnusableError: see `upgrade_database`.
            SecretFileError: see `load_or_create_audit_key` and `load_or_create_account_key`.
            OSError: the data folder cannot be written to.
        """
        upgrade_database(find_database(settings.data_dir))
        load_or_create_audit_key(settings.data_dir)
        load_or_create_account_key(settings.data_dir)

    async def serve(
        self,
        listener: socket.socket,
        *,
        tls: ssl.SSLContext | None = None,
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        """Serve on a bound socket until SIGTERM, SIGINT or `stop`; everything acknowledged is on disk afterwards.

        Raises:
            AuditUnwritableError: the record cannot be written, so the server does not start.
        """
        settings = self._settings
        audit_key = load_or_create_audit_key(settings.data_dir)
        ledger = DatabaseLedger(open_engine(find_database(settings.data_dir)), audit_key)
        passwords = PasswordWorker(waiting_max=settings.policy.password_checks_waiting_max)
        origin = settings.origin_on(listener.getsockname()[1])
        state = InProcessPairingState(self._clock.monotonic_ms)
        account_key = load_or_create_account_key(settings.data_dir)
        accounts = DatabaseAccounts(ledger, account_key, settings.policy.sign_in_times)
        records = DatabaseRecords(ledger, ledger.wipe)
        hand_overs = HandOverDesk(
            state=state,
            accounts=accounts,
            ledger=ledger,
            policy=settings.policy,
            random_below=secrets.randbelow,
            new_id=lambda: secrets.token_hex(16),
        )
        bus, policies, endings = InProcessBus(), DatabasePolicies(ledger), DatabaseEndings(ledger, audit_key)
        broker = Broker(
            welcome=wire.Welcome(
                protocol=limits.PROTOCOL_VERSION,
                origin=origin,
                organisation=settings.organisation,
                ice_servers=list(settings.ice_servers),
            ),
            policy=settings.policy,
            state=state,
            bus=bus,
            ledger=ledger,
            records=records,
            accounts=accounts,
            policies=policies,
            passwords=passwords,
            hand_overs=hand_overs,
            random_below=secrets.randbelow,
            new_id=lambda: secrets.token_hex(16),
        )
        endpoint = SignalingEndpoint(
            broker, clock=self._clock, policy=settings.policy, allowed_origins=settings.allowed_origins
        )

        async def not_ready() -> str | None:
            return await self._probe(ledger)

        ender = SessionEnder(endings=endings, bus=bus, watch=broker.watch_session)
        times = SessionTimes(book=policies, sessions=endings, ender=ender)
        is_secure = settings.is_tls or settings.is_behind_tls_proxy
        review, proof = DatabaseReview(ledger), DatabaseProof(ledger, audit_key, origin)
        job = ChainJob(proof=proof, accounts=accounts, record=ledger.record, now=lambda: moment_of(self._clock))
        look_at_witness = WitnessLook(settings.witness)
        provider = None if settings.oidc is None else HttpProvider(settings.oidc, self._clock.monotonic_ms)
        desk_at_provider = None if provider is None else self._desk_at(provider, origin, state, accounts, ledger)
        site = AdminSite(
            AdminParts(
                sign_in=broker.sign_in_desk,
                accounts=accounts,
                denials=broker.denials,
                passkeys=PasskeyDesk(
                    party=relying_party(origin),
                    state=state,
                    passkeys=DatabasePasskeys(ledger),
                    ledger=ledger,
                    policy=settings.policy,
                    new_id=lambda: secrets.token_hex(16),
                ),
                provider=desk_at_provider,
                hand_overs=hand_overs,
                policy=settings.policy,
                records=records,
                review=review,
                proof=proof,
                ender=ender,
                policies=policies,
                clock=self._clock,
                people=AccountParts(
                    changes=DatabaseAccountChanges(ledger, settings.policy),
                    origin=origin,
                    new_token=lambda: secrets.token_hex(16),
                ),
                set_up=SetUpParts(
                    desk=SetUpDesk(
                        links=DatabaseSetUpLinks(ledger, account_key),
                        accounts=accounts,
                        checker=passwords,
                        maker=passwords,
                        ledger=ledger,
                        policy=settings.policy,
                    ),
                    seal=account_key,
                    origin=origin,
                ),
                is_secure=is_secure,
                log=LogParts(
                    review=review,
                    export=DatabaseLogExport(ledger, audit_key, origin),
                    slots=ExportSlots(settings.policy.exports_at_once_max),
                    job=job,
                    look_at_witness=look_at_witness,
                ),
                statistics=DatabaseStatistics(ledger),
                health=HealthLook(
                    HealthSources(
                        program=PROGRAM,
                        started_at=self._clock.utc_now(),
                        data_dir=settings.data_dir,
                        certificate=settings.tls_cert,
                        not_ready=not_ready,
                        sockets=lambda: len(broker.connections),
                        live_sessions=lambda: ledger.read(count_live_sessions),
                        pairings=lambda now: ledger.read(partial(count_pairings, now=now)),
                        waiting_steps=lambda: ledger.waiting_steps,
                        waiting_max=WAITING_MAX,
                        look_at_witness=look_at_witness,
                    )
                ),
            )
        )

        ledger.start()
        try:
            await self._record_start(ledger, origin)
            await broker.restore(moment_of(self._clock))
            _log.info("server_starts", origin=origin, data_dir=str(settings.data_dir))
            self._server = HttpServer(
                build_routes(endpoint, not_ready=not_ready, is_secure=is_secure, pages=site.routes()),
                tls=tls,
                trusts_proxy=settings.is_behind_tls_proxy,
                on_ready=on_ready or (lambda: None),
                on_stop=endpoint.drain,
            )
            sweeper = asyncio.create_task(self._sweep(broker, times, ledger), name="sweeper")
            try:
                await self._server.serve(sockets=[listener])
            finally:
                await job.close()
                sweeper.cancel()
                await asyncio.wait([sweeper])
            with contextlib.suppress(AuditUnwritableError):
                await self._record(ledger, AuditTag.SERVER_STOPPED, {})
        finally:
            await ledger.close()
            passwords.close()
            if provider is not None:
                await provider.close()
            if self._server is not None:
                _log.info("server_stopped")

    async def _record_start(self, ledger: DatabaseLedger, origin: str) -> None:
        started: dict[str, str | int | bool] = {"program": PROGRAM, "origin": origin}
        if check_event_data(AuditTag.SERVER_STARTED, started):
            del started["origin"]  # too long, say; an export then names no server, and that is no reason not to run
        await self._record(ledger, AuditTag.SERVER_STARTED, started)

    def _desk_at(
        self,
        provider: HttpProvider,
        origin: str,
        state: InProcessPairingState,
        accounts: DatabaseAccounts,
        ledger: DatabaseLedger,
    ) -> OidcDesk | None:
        settings = self._settings
        if settings.oidc is None:
            return None
        return OidcDesk(
            settings=settings.oidc,
            redirect_uri=origin.rstrip("/") + BACK_PATH,
            provider=provider,
            state=state,
            identities=DatabaseIdentities(ledger),
            accounts=accounts,
            ledger=ledger,
            policy=settings.policy,
            new_id=lambda: secrets.token_hex(16),
        )

    def stop(self) -> None:
        """Ask `serve` to end; safe from the loop's own thread."""
        if self._server is not None:
            self._server.stop()

    async def _sweep(self, broker: Broker, times: SessionTimes, ledger: DatabaseLedger) -> None:
        for number in itertools.count():
            await asyncio.sleep(_SWEEP_S)
            try:
                await broker.sweep(moment_of(self._clock))
                await times.sweep(moment_of(self._clock))
                if number % _HEED_EVERY_SWEEPS == 0:
                    await self._heed_witness(ledger)
            except Exception:  # noqa: BLE001 - one bad sweep must not end the clockwork of everybody
                _log.exception("sweep_failed")

    async def _heed_witness(self, ledger: DatabaseLedger) -> None:
        event = None if self._witness is None else self._witness.news(moment_of(self._clock))
        if event is not None:
            _log.error("witness_refused_record", **event.data)
            await ledger.record(event)

    async def _record(self, ledger: DatabaseLedger, tag: AuditTag, data: dict[str, str | int | bool]) -> None:
        await ledger.record(server_event(tag, data, now=moment_of(self._clock)))

    async def _probe(self, ledger: DatabaseLedger) -> str | None:
        # One at a time: on a slow disk everybody who asks meanwhile would put another step before the record's own.
        async with self._probing:
            return await self._probe_again(ledger)

    async def _probe_again(self, ledger: DatabaseLedger) -> str | None:
        probed_at, reason = self._probe_result
        if time.monotonic() - probed_at < _PROBE_KEPT_S:
            return reason
        try:
            await ledger.probe()
        except (AuditUnwritableError, TooManyWaitingError) as error:
            reason = error.reason
        else:
            reason = None if self._witness is None else self._witness.reason()
        self._probe_result = (time.monotonic(), reason)
        return reason
