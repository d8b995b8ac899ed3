"""The one address a console ever opens in the agent's browser: a page of the very server it was told to dial."""

from urllib.parse import urlsplit

from shared.pairing.origin import OriginAccepted, canonical_origin

_PAGE = "/admin/console/"
_HTTP = {"wss": "https", "ws": "http"}


def browser_address(server_url: str, own_origin: str, hand_over_id: str) -> str | None:
    """Where the agent goes on; made here, for no server has a say in what a browser is sent to.

    Args:
        server_url: the WebSocket address that is dialled.
        own_origin: how the server calls itself in `welcome`. It counts only as another way to write the same origin:
            on this very computer a browser takes `localhost` for safe, and the server's cookies belong to one name.
        hand_over_id: 32 hex digits, as the protocol has them.

    Returns:
        An https address, or http on this very computer; None when there is no such address.
    """
    dialled = canonical_origin(server_url)
    if not isinstance(dialled, OriginAccepted):
        return None
    own = canonical_origin(own_origin.replace("http", "ws", 1)) if own_origin.startswith("http") else None
    is_same = isinstance(own, OriginAccepted) and own == dialled
    parts = urlsplit(own_origin.replace("http", "ws", 1) if is_same else server_url)
    return f"{_HTTP[parts.scheme]}://{parts.netloc}{_PAGE}{hand_over_id}"
