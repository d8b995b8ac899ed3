"""The flow of the console: one signed-in agent, many tabs, one socket to the server."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

from agent_console.domain.browser_sign_in import BrowserCallbacks, BrowserSignIn
from agent_console.domain.console_callbacks import ConsoleCallbacks, Credentials
from agent_console.domain.filing_desk import FilingDesk, FilingView
from agent_console.domain.pairing_flow import Identity
from agent_console.domain.ports import KeptSignIn, PeerPort, ServerPort
from agent_console.domain.seal_desk import SealDesk
from agent_console.domain.seal_keeper import SealedSession, SealKeeper
from agent_console.domain.stay_signed_in import NoSignInStore, StaySignedIn
from agent_console.domain.tab_callbacks import TabCallbacks
from agent_console.domain.tab_controller import TabController
from shared.clock import Clock
from shared.errors import ProtocolError, SignalingError
from shared.pairing.code import PairingCode, parse_code
from shared.protocol import browser_messages as browser
from shared.protocol import signaling_messages as signaling
from shared.protocol.record_messages import CategoryId, SessionResult
from shared.session.agent_card import clean_card
from shared.session.policy_reading import read_policy
from shared.session.state import AgentState
from shared.transport.file_batch import FilesPort

_UNSENT = 1  # request ids are given by the socket
ACCESS_ENDED = "access_ended"  # the account was disabled; said only to who was signed in with it
SIGNED_OUT = "signed_out"  # the time of the sign-in is over, or somebody ended it
_FACTOR_NEEDED = "second_factor_needed"
_ABOUT_FACTOR = frozenset({_FACTOR_NEEDED, "second_factor_refused", "second_factor_reused"})
WE_LEFT = "closed"  # why the socket is gone when we ended it ourselves
NO_SERVER = "server_unreachable"
_SAID_UNTIL_SIGNED_IN = frozenset({ACCESS_ENDED, SIGNED_OUT})
TABS_MAX = 16  # the server's own limit for one socket


class ConsoleController:
    """Lives in the network thread. The window calls the intents through it, the socket reports to it."""

    def __init__(
        self,
        *,
        server: ServerPort,
        make_peer: Callable[[int], PeerPort],
        identity: Identity,
        clock: Clock,
        callbacks: ConsoleCallbacks,
        files_port: FilesPort | None = None,
        stay: StaySignedIn | None = None,
        seals: SealKeeper | None = None,
    ) -> None:
        """Wire the flow; nothing happens before the server is reached.

        Args:
            server: the socket to the server.
            make_peer: makes the unconnected peer connection of a tab.
            identity: what this program says about itself.
            clock: monotonic time.
            callbacks: whom to tell.
            files_port: starts the process of a batch of files.
            stay: whether a sign-in outlives this program; None keeps none.
            seals: keeps the agent's receipts; None keeps none.
        """
        self._server = server
        self._make_peer = make_peer
        self._identity = identity
        self._clock = clock
        self._callbacks = callbacks
        self._files_port = files_port
        self._stay = stay or StaySignedIn(NoSignInStore())
        self._tabs: dict[int, TabController] = {}
        self._last_tab_id = 0
        self._credentials: Credentials | None = None
        self._email = ""
        self._token: str | None = None
        self._asks_second_factor = False
        self._agent: signaling.AgentCard | None = None
        self._is_connected = False
        self._is_signing_in = False
        self._trouble: str | None = None
        self._code_trouble: str | None = None
        self._server_detail = ""
        self._lost_codes: set[str] = set()
        self._seals = SealDesk(seals)
        self._filing = FilingDesk(server=server, on_changed=self._tell_all_tabs)
        self._stays_by_browser = False
        self.server_origin = ""
        self.browser = BrowserSignIn(
            server,
            clock,
            BrowserCallbacks(
                changed=callbacks.account_changed,
                signed_in=self._signed_in_by_browser,
                failed=self._refused,
                freed=self._request_sign_in,
            ),
        )

    @property
    def agent(self) -> signaling.AgentCard | None:
        """The signed-in agent's own card; None before sign-in."""
        return self._agent

    @property
    def email(self) -> str:
        """The address last used to sign in."""
        return self._email

    @property
    def asks_second_factor(self) -> bool:
        """Whether the password was right, and a code is needed beside it."""
        return self._asks_second_factor

    @property
    def is_connected(self) -> bool:
        """Whether the server can be reached now."""
        return self._is_connected

    @property
    def is_signing_in(self) -> bool:
        """Whether the server is checking the password, or we wait to reach it."""
        return self._is_signing_in

    @property
    def trouble(self) -> str | None:
        """Code of a sentence for the sign-in page."""
        return self._trouble

    @property
    def code_trouble(self) -> str | None:
        """Code of a sentence for the code field."""
        return self._code_trouble

    @property
    def server_detail(self) -> str:
        """More about why the server cannot be reached."""
        return self._server_detail

    @property
    def stay(self) -> StaySignedIn:
        """Whether the sign-in outlives this program; read only."""
        return self._stay

    @property
    def tabs(self) -> dict[int, TabController]:
        """Every open tab by its number; read only."""
        return self._tabs

    def filing_of(self, tab_id: int) -> FilingView:
        """How it stands with what is filed about the session of that tab."""
        tab = self._tabs.get(tab_id)
        view = self._filing.view(tab_id, has_session=tab is not None and tab.machine.bound_mono_ms > 0)
        return replace(view, seal=None if tab is None else self._seals.verdict_of(tab.session_id))

    # --- the window

    def file_session(self, tab_id: int, category: CategoryId, result: SessionResult, note: str) -> None:
        """File what the session of that tab was about and how it went."""
        tab = self._tabs.get(tab_id)
        if tab is not None and tab.session_id is not None:
            self._filing.file(tab_id, tab.session_id, category, result, note)

    def look_for_sign_in(self) -> None:
        """Go on with the sign-in that an earlier run kept, if there is one."""
        self._stay.look(self._take_up, self._callbacks.account_changed)

    def sign_in(self, email: str, password: str, second_factor: str = "", stays: bool = False) -> None:
        """Prove who the agent is; waits for the server when it is away, and for an answer that is on its way.

        Args:
            email: whose account.
            password: theirs.
            second_factor: a code, when one was asked for.
            stays: the sign-in is to outlive this program.
        """
        if self._is_connected and self._is_signing_in:
            return
        self.browser.give_up()
        self._stay.choose(email, is_wanted=stays)
        self._credentials = Credentials(email=email, password=password, second_factor=second_factor)
        self._email, self._token = email, None
        self._is_signing_in = True
        self._trouble = None if self._is_connected else self._trouble
        self._callbacks.account_changed()
        if self._is_connected:
            self._request_sign_in()
        else:
            self._server.retry()

    def sign_in_with_browser(self, stays: bool) -> None:
        """Prove who the agent is in the system's browser; `stays` as for `sign_in`."""
        if self._agent is not None or (self._is_connected and self._is_signing_in):
            return
        self._stays_by_browser = stays
        self._stay.choose(self._email, is_wanted=stays)
        self._forget_sign_in()
        self._asks_second_factor = False
        self._trouble = None if self._is_connected else self._trouble
        self.browser.begin(is_connected=self._is_connected)
        if not self._is_connected:
            self._server.retry()

    def retry_server(self) -> None:
        """Try to reach the server now, because the agent asked for it; does nothing while it is reached."""
        self._server.retry()

    def sign_out(self) -> None:
        """End every session and make the sign-in void."""
        self.end_all()
        was_known = self._credentials is not None or self._token is not None
        self._stay.forget()
        if self._token is not None:
            # Not connected: the server ends it when its time is over; this program has forgotten it.
            with contextlib.suppress(SignalingError):
                self._server.send(signaling.SignOut())
        self._forget_sign_in()
        self._asks_second_factor = False
        self._code_trouble = None
        if was_known:
            # A socket belongs to whoever signed in on it; the next one to sign in needs another.
            self._server.renew()
        self._callbacks.account_changed()

    def end_all(self) -> None:
        """End every session and forget every tab."""
        for tab_id in list(self._tabs):
            self.close_tab(tab_id)

    def use_code(self, text: str) -> None:
        """Open a tab with the person who read this code aloud; a typing mistake is told and nothing is sent."""
        code = parse_code(text)
        if not isinstance(code, PairingCode):
            self._code_trouble = str(code)
        elif not self._is_connected or self._agent is None:
            self._code_trouble = NO_SERVER
        elif self._live_count() >= TABS_MAX:
            self._code_trouble = "too_many_sessions"
        else:
            self._code_trouble = None
            self._open_tab(code)
        self._callbacks.account_changed()

    def close_tab(self, tab_id: int) -> None:
        """Forget a tab; a live one is ended first."""
        tab = self._tabs.get(tab_id)
        if tab is None:
            return
        tab.end()
        self._seals.leave(self._sealed_session(tab))
        del self._tabs[tab_id]
        self._filing.forget(tab_id)
        self._callbacks.tab_gone(tab_id)

    # --- in

    def tick(self) -> None:
        """Let time pass in every tab, and while a browser is waited for."""
        self.browser.tick()
        for tab in list(self._tabs.values()):
            tab.tick()

    def handle_server_reached(self, welcome: signaling.Welcome) -> None:
        """The socket is greeted: sign in again by ourselves if the agent was signed in."""
        self._is_connected, self.server_origin = True, welcome.origin
        if self._trouble not in _SAID_UNTIL_SIGNED_IN:
            self._trouble = None
        if self._code_trouble == NO_SERVER or self._code_trouble in self._lost_codes:
            self._code_trouble = None
        self._lost_codes.clear()
        self._callbacks.account_changed()
        if self._credentials is not None or self._token is not None:
            self._is_signing_in = True
            self._request_sign_in()
        else:
            self.browser.server_reached()

    def handle_server_lost(self, code: str, detail: str) -> None:
        """The socket is gone, or never came; verified sessions go on."""
        self._is_connected = False
        self._filing.server_lost()
        self._server_detail = detail
        self._lost_codes.add(code)
        if code in _SAID_UNTIL_SIGNED_IN:
            # Signing in again would only be refused, in words that explain nothing.
            self._forget_sign_in()
            self._stay.forget()
        if self._trouble not in _SAID_UNTIL_SIGNED_IN or self._is_signing_in:
            self._trouble = None if code == WE_LEFT else code
        for tab in list(self._tabs.values()):
            tab.handle_server_lost(code)
        self._callbacks.account_changed()

    def handle_server_message(self, message: signaling.FromServer) -> None:
        """Take a message of the server that answers no request.

        Raises:
            ProtocolError: it may not come to a console.
        """
        match message:
            case signaling.Relay(session_id=session_id):
                tab = self._tab_of(session_id)
                if tab is not None:
                    tab.handle_relay(message)
            case signaling.SessionPolicy(session_id=session_id) | signaling.SessionTerms(session_id=session_id):
                tab = self._tab_of(session_id)
                if tab is not None:
                    tab.dispatch(read_policy(message))
            case signaling.PairingFailed(session_id=session_id, failure=failure):
                tab = self._tab_of(session_id)
                if tab is not None:
                    tab.handle_pairing_failed(failure)
            case signaling.SessionClosed(session_id=session_id, reason=reason):
                tab = self._tab_of(session_id)
                if self._seals.take(message, None if tab is None else self._sealed_session(tab)):
                    self._tell_all_tabs()
                if tab is not None:
                    tab.handle_session_closed(reason)
            case signaling.Error(code="code_taken"):
                # It names no session; those that are past the pairing do not mind.
                for tab in list(self._tabs.values()):
                    tab.handle_code_contested()
            case signaling.SessionOpened() | signaling.PeerPresence() | signaling.Stopping() | signaling.Error():
                pass
            case _:
                raise ProtocolError("unexpected_message", message=type(message).__name__)

    # --- inside

    def _sealed_session(self, tab: TabController) -> SealedSession | None:
        client_key = tab.client_key()
        if tab.session_id is None or not client_key:
            return None
        return SealedSession(session_id=tab.session_id, origin=self._identity.server_origin, client_key=client_key)

    def _tell_all_tabs(self) -> None:
        for tab_id in list(self._tabs):
            self._callbacks.tab_changed(tab_id)

    def _live_count(self) -> int:
        return sum(tab.machine.state is not AgentState.ENDED for tab in self._tabs.values())

    def _tab_of(self, session_id: str) -> TabController | None:
        return next((tab for tab in self._tabs.values() if tab.session_id == session_id), None)

    def _take_up(self, kept: KeptSignIn) -> None:
        self._email, self._token = kept.email, kept.token
        self._is_signing_in = True
        if self._is_connected:
            self._request_sign_in()

    def _signed_in_by_browser(self, answer: browser.BrowserSignedIn) -> None:
        self._email = answer.email
        self._stay.choose(answer.email, is_wanted=self._stays_by_browser)
        self._signed_in(answer)

    def _request_sign_in(self) -> None:
        if self.browser.is_asking:
            return  # `freed` comes back here: a socket takes one sign-in at a time
        credentials, token = self._credentials, self._token
        message: signaling.SignIn | signaling.SignInAgain
        if token is not None:
            message = signaling.SignInAgain(request_id=_UNSENT, token=token)
        elif credentials is not None:
            message = signaling.SignIn(
                request_id=_UNSENT,
                email=credentials.email,
                password=credentials.password,
                second_factor=credentials.second_factor,
            )
        else:
            return

        def take(answer: signaling.SignedIn | SignalingError) -> None:
            if credentials is not self._credentials or token != self._token:
                return
            self._is_signing_in = False
            if isinstance(answer, signaling.SignedIn):
                self._signed_in(answer)
            elif answer.reason == "server_unreachable":
                self._is_signing_in = True
            else:
                self._refused(answer.reason)
            self._callbacks.account_changed()

        self._server.request(message, take)

    def _refused(self, reason: str) -> None:
        self._asks_second_factor = reason in _ABOUT_FACTOR or (self._asks_second_factor and reason == "rate_limited")
        # That a code is needed is the next step, not trouble.
        self._trouble = None if reason == _FACTOR_NEEDED else reason
        self._forget_sign_in()
        if reason in _SAID_UNTIL_SIGNED_IN:
            self._stay.forget()

    def _forget_sign_in(self) -> None:
        self._credentials = self._token = self._agent = None
        self._is_signing_in = False

    def _signed_in(self, answer: signaling.SignedIn | browser.BrowserSignedIn) -> None:
        self._trouble = None
        self._asks_second_factor = False
        self._credentials = None
        self._token = answer.token or self._token
        if answer.token is not None:
            self._stay.signed_in(answer.token)
        self._agent = clean_card(answer.agent)
        self._filing.signed_in()
        for tab in list(self._tabs.values()):
            tab.handle_server_reached()

    def _open_tab(self, code: PairingCode) -> None:
        self._last_tab_id += 1
        tab_id = self._last_tab_id

        def changed() -> None:
            self._callbacks.tab_changed(tab_id)
            self._callbacks.account_changed()

        def ended() -> None:
            tab = self._tabs.get(tab_id)
            if tab is not None and tab.machine.trouble is not None:
                self._code_trouble = tab.machine.trouble
                self._callbacks.account_changed()

        tab = TabController(
            code=code,
            server=self._server,
            peer_port=self._make_peer(tab_id),
            identity=self._identity,
            clock=self._clock,
            callbacks=TabCallbacks(
                changed=changed,
                ended=ended,
                cursor_changed=lambda: self._callbacks.cursor_changed(tab_id),
                input_owed=self._callbacks.input_owed,
            ),
            files_port=self._files_port,
        )
        self._tabs[tab_id] = tab
        self._callbacks.tab_changed(tab_id)
        tab.claim()
