"""Signs people in who come back from the organisation's sign-in service: who they are here, what is missing yet."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import msgspec

from shared.audit.event import Actor, AuditTag
from shared.errors import AlongsideError
from signaling.domain import audit_log
from signaling.domain.accounts import Account
from signaling.domain.oidc_settings import OidcSettings
from signaling.domain.oidc_token import AGE_MAX_S, Identity, OidcProblem, check_id_token, needs_fresh_keys
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AccountDirectory, Caller, Ledger, Moment, PairingState
from signaling.domain.rate_limit import WindowLimit
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown

METHOD = "oidc"
_NAMESPACE = "oidc"
_PARAMETER_MAX_CHARS = 2048
_REFUSALS: dict[OidcProblem, str] = {
    OidcProblem.STATE: "provider_late",
    OidcProblem.DECLINED: "provider_declined",
    OidcProblem.CLOCK: "provider_clock",
    OidcProblem.OLD: "provider_old",
    OidcProblem.NOT_LINKED: "provider_not_linked",
    OidcProblem.DISABLED: "account_disabled",
}


class ProviderUnreachableError(AlongsideError):
    """The provider does not answer, or answers with something else than it should; `reason` is for the log."""

    code = "provider_unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPlaces:
    """Where a provider listens, as it says itself (OpenID Connect Discovery 1.0, section 3)."""

    authorization: str
    token: str
    keys: str
    names_itself: bool
    """Whether each of its answers says who it is from (RFC 9207 section 3)."""


class Provider(Protocol):
    """The provider over the network.

    Every method raises `ProviderUnreachableError` when it does not answer, or not as it should.
    """

    async def places(self) -> ProviderPlaces:
        """Where it listens."""
        ...

    async def redeem(self, code: str, verifier: str, redirect_uri: str) -> str | None:
        """Hand a code in for an ID token; None when the provider does not take it (RFC 6749 section 5.2)."""
        ...

    async def keys(self, *, is_fresh: bool = False) -> list[dict[str, object]]:
        """Its public keys (RFC 7517); asked for anew with `is_fresh`, at most once a minute."""
        ...


class IdentityDirectory(Protocol):
    """Which account belongs to whom at a provider. Raises `AuditUnwritableError`."""

    async def account_of(self, issuer: str, subject: str) -> Account | None:
        """The account that is linked with that person."""
        ...

    async def unlinked_account(self, email: str, issuer: str) -> Account | None:
        """The account with that normalized address, if it is linked with nobody of that provider yet."""
        ...

    async def link(self, account: Account, issuer: str, subject: str, caller: Caller, now: Moment) -> bool:
        """Link them, on record; False when either is linked otherwise by now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """Where a browser is sent, and the ticket it has to come back with."""

    ticket: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """Somebody the provider named: who they are here, and what is still missing, if anything is."""

    shown: Shown | None
    account: Account
    ticket: str = ""


class _Waiting(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of a browser: while it is with the provider, then while its second factor is missing."""

    state: str = ""
    nonce: str = ""
    verifier: str = ""
    account_id: int = 0
    email: str = ""
    new_subject: str = ""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Waiting).decode


class OidcDesk:
    """The authorization code flow with PKCE (OpenID Connect Core 3.1, RFC 7636), one answer for one browser."""

    def __init__(
        self,
        *,
        settings: OidcSettings,
        redirect_uri: str,
        provider: Provider,
        state: PairingState,
        identities: IdentityDirectory,
        accounts: AccountDirectory,
        ledger: Ledger,
        policy: ServerPolicy,
        new_id: Callable[[], str],
    ) -> None:
        self.settings = settings
        self._redirect_uri = redirect_uri
        self._provider = provider
        self._state = state
        self._identities = identities
        self._accounts = accounts
        self._ledger = ledger
        self._policy = policy
        self._new_id = new_id
        self._asked = WindowLimit(maximum=policy.provider_visits_per_address_max, window_ms=policy.sign_in_window_ms)
        # Each is an event for ever, and the address people come back to is open to everybody.
        self._strays = WindowLimit(
            maximum=policy.sign_in_failures_per_address_max, window_ms=policy.sign_in_window_ms
        )

    async def send_out(self, caller: Caller, now: Moment) -> WayOut | Refusal:
        """Where to send a browser that wants to sign in there.

        Raises:
            ProviderUnreachableError: it does not say where it listens.
        """
        if retry_ms := self._asked.retry_after_ms(caller.address, now.mono_ms):
            return Refusal("rate_limited", retry_ms)
        self._asked.add(caller.address, now.mono_ms)
        places = await self._provider.places()
        waiting = _Waiting(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
        )
        challenge = hashlib.sha256(waiting.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": "openid email",
            "state": waiting.state,
            "nonce": waiting.nonce,
            "code_challenge": urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            # Who sits down at somebody's open browser must not become them without being asked for anything.
            "max_age": AGE_MAX_S,
        }
        separator = "&" if "?" in places.authorization else "?"
        address = f"{places.authorization}{separator}{urlencode(query)}"
        return WayOut(ticket=await self._keep(waiting), address=address)

    async def take_back(
        self, caller: Caller, ticket: str, answer: Mapping[str, str], now: Moment
    ) -> WayIn | Refusal | Identity:
        """Who came back with that answer; the ticket is used up. An `Identity` is one that no account is linked with.

        Raises:
            ProviderUnreachableError: it does not answer.
        """
        waiting = await self._take(ticket)
        if (
            waiting is None
            or not waiting.state
            or not hmac.compare_digest(answer.get("state", "").encode(), waiting.state.encode())
        ):
            return await self._refuse_stray(caller, now)
        identity = await self._identify(waiting, answer, now)
        if isinstance(identity, OidcProblem):
            return await self._refuse(caller, identity, None, now)
        return await self._let_in(caller, identity, now)

    async def _refuse_stray(self, caller: Caller, now: Moment) -> Refusal:
        # Whoever was sent out is counted there, and is let in whatever others from the same address try.
        if retry_ms := self._strays.retry_after_ms(caller.address, now.mono_ms):
            return Refusal("rate_limited", retry_ms)
        self._strays.add(caller.address, now.mono_ms)
        return await self._refuse(caller, OidcProblem.STATE, None, now)

    async def _let_in(self, caller: Caller, identity: Identity, now: Moment) -> WayIn | Refusal | Identity:
        account = await self._identities.account_of(identity.issuer, identity.subject)
        new_subject = ""
        if account is None and identity.email and self.settings.links_by_email:
            account = await self._identities.unlinked_account(identity.email, identity.issuer)
            new_subject = identity.subject
        if account is None:
            await self._refuse(caller, OidcProblem.NOT_LINKED, None, now)
            return identity
        if account.is_disabled:
            return await self._refuse(caller, OidcProblem.DISABLED, account, now)
        if identity.has_second_factor:
            shown = Shown(account=account, method=f"{METHOD}+provider")
            return await self._arrive(caller, shown, new_subject, now)
        if not account.has_second_factor and account.role not in self._policy.second_factor_roles:
            return await self._arrive(caller, Shown(account=account, method=METHOD), new_subject, now)
        waiting = _Waiting(account_id=account.account_id, email=account.email, new_subject=new_subject)
        return WayIn(shown=None, account=account, ticket=await self._keep(waiting))

    async def half_way(self, ticket: str) -> Account | None:
        """Who the provider named within the last ten minutes and owes a second factor; the ticket stays."""
        value = await self._state.get(_NAMESPACE, _key(ticket)) if ticket else None
        waiting = None if value is None else _decode(value)
        if waiting is None or not waiting.account_id:
            return None
        account = await self._accounts.find(waiting.email)
        is_same = account is not None and account.account_id == waiting.account_id
        return account if is_same and account is not None and not account.is_disabled else None

    async def arrive(self, caller: Caller, ticket: str, shown: Shown, now: Moment) -> Shown | Refusal:
        """After the second factor: use the ticket up, and link the account if that was still to be done."""
        waiting = await self._take(ticket)
        if waiting is None or waiting.account_id != shown.account.account_id:
            return await self._refuse(caller, OidcProblem.STATE, shown.account, now)
        way = await self._arrive(caller, shown, waiting.new_subject, now)
        return way if isinstance(way, Refusal) else shown

    async def _arrive(self, caller: Caller, shown: Shown, new_subject: str, now: Moment) -> WayIn | Refusal:
        is_linked = not new_subject or await self._identities.link(
            shown.account, self.settings.issuer, new_subject, caller, now
        )
        if not is_linked:
            return await self._refuse(caller, OidcProblem.NOT_LINKED, shown.account, now)
        return WayIn(shown=shown, account=shown.account)

    async def _identify(self, waiting: _Waiting, answer: Mapping[str, str], now: Moment) -> Identity | OidcProblem:
        places = await self._provider.places()
        # RFC 9207 section 2.4: a provider that names itself must have named itself, and be this one.
        named = answer.get("iss")
        if named != self.settings.issuer and (named is not None or places.names_itself):
            return OidcProblem.ISSUER
        code = answer.get("code", "")
        if "error" in answer or not 0 < len(code) <= _PARAMETER_MAX_CHARS:
            return OidcProblem.DECLINED
        token = await self._provider.redeem(code, waiting.verifier, self._redirect_uri)
        if token is None:
            return OidcProblem.CODE
        keys = await self._provider.keys()
        if needs_fresh_keys(token, keys):
            keys = await self._provider.keys(is_fresh=True)
        return check_id_token(token, keys, self.settings, nonce=waiting.nonce, now_unix_s=int(now.utc.timestamp()))

    async def _refuse(self, caller: Caller, problem: OidcProblem, account: Account | None, now: Moment) -> Refusal:
        event = audit_log.server_event(
            AuditTag.LOGIN_FAILED,
            {"method": METHOD, "reason": problem.value},
            now=now,
            actor=Actor(kind="agent", id="" if account is None else account.agent_id),
            outcome="denied",
            connection=caller,
        )
        await self._ledger.record(event)
        return Refusal(_REFUSALS.get(problem, "provider_refused"))

    async def _keep(self, waiting: _Waiting) -> str:
        ticket = self._new_id()
        await self._state.set_if_absent(_NAMESPACE, _key(ticket), _encode(waiting), self._policy.provider_visit_ms)
        return ticket

    async def _take(self, ticket: str) -> _Waiting | None:
        value = await self._state.take(_NAMESPACE, _key(ticket)) if ticket else None
        return None if value is None else _decode(value)


def _key(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
