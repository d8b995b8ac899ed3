"""One connection to an X server through libxcb, on which Qt stands anyway: requests as bytes, many under way at once.

libxcb answers in a tenth of the time that Python needs to do the same on a socket, and gives up the interpreter only
where it has to wait. Requests and replies are laid out as in the X protocol (X.Org, "X Window System Protocol",
appendix B), in this machine's byte order; libxcb itself fills in their lengths.
"""

import ctypes
import os
import struct
from typing import NamedTuple

_QUEUE_MAX_BYTES = 8 * 1024  # libxcb would write by itself at 16 KiB, and keep the interpreter meanwhile
_CHECKED = 1  # an error is the answer to its request, and no event
GET_INPUT_FOCUS = struct.pack("=BBH", 43, 0, 1)
_QUERY_KEYMAP = struct.pack("=BBH", 44, 0, 1)
_KEYMAP_AT = 8
_INTERN_ATOM, _QUERY_EXTENSION = 16, 98
_VERSION_REQUEST = struct.Struct("=BBHII")
_QUERY_VERSION = 0
_REPLY_HEAD = struct.Struct("=BxHI")
_REPLY_BYTES = EVENT_BYTES = 32
_GENERIC_EVENT, SENT_BIT = 35, 0x80
_OWN_BYTES = 4  # libxcb puts a number of its own between the first 32 bytes of an event and what follows


class LinkLostError(OSError):
    """The X server is gone, or the link was closed."""


class Extension(NamedTuple):
    """What a server calls one of its extensions."""

    opcode: int
    first_event: int


class _Piece(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Request(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_size_t),
        ("extension", ctypes.c_void_p),
        ("opcode", ctypes.c_uint8),
        ("is_void", ctypes.c_uint8),
    )


class _Screens(ctypes.Structure):
    _fields_ = (("first", ctypes.c_void_p), ("left", ctypes.c_int), ("index", ctypes.c_int))


class XcbLink:
    """A connection of its own, beside Qt's; used by one thread at a time.

    A failed one can be asked two things, `is_let_in` and `is_key_down`; every other call raises `LinkLostError`.

    Args:
        display_name: as in DISPLAY; None is the one of the environment.

    Raises:
        OSError: this computer has no libxcb.
    """

    def __init__(self, display_name: str | None = None) -> None:
        # What may wait lets other threads run meanwhile; what only fills a buffer or looks into one does not, because
        # getting the interpreter back from a busy thread takes longer than all of it.
        self._waiting, self._quick = ctypes.CDLL("libxcb.so.1"), ctypes.PyDLL("libxcb.so.1")
        self._free = ctypes.PyDLL(None).free
        self._free.argtypes, self._free.restype = (ctypes.c_void_p,), None
        _declare(self._waiting, self._quick)
        screen = ctypes.c_int(0)
        name = None if display_name is None else os.fsencode(display_name)
        # Never null: libxcb gives a connection that has failed instead.
        self._connection: int | None = self._waiting.xcb_connect(name, ctypes.byref(screen))
        self._queued_bytes = 0
        self._screen = screen.value
        # One request at a time is made up here; libxcb copies it. Two pieces before the first belong to libxcb.
        self._pieces = (_Piece * 3)()
        self._request = _Request(1, None, 0, 0)
        self._first_piece = ctypes.byref(self._pieces, 2 * ctypes.sizeof(_Piece))
        self._request_at = ctypes.byref(self._request)

    def is_let_in(self) -> bool:
        """Whether the server has accepted us, and is still there as far as we know."""
        connection = self._connection
        return connection is not None and self._quick.xcb_connection_has_error(connection) == 0

    def is_key_down(self, keycode: int) -> bool:
        """Whether the key of this X keycode is held now; none is at a server that is gone. One round trip."""
        try:
            keymap = self.answer(self.ask(_QUERY_KEYMAP))
        except LinkLostError:
            return False
        return keymap is not None and bool(keymap[_KEYMAP_AT + keycode // 8] >> keycode % 8 & 1)

    def read_root(self) -> int:
        """The number of the root window."""
        screens = self._quick.xcb_setup_roots_iterator(self._quick.xcb_get_setup(self._alive()))
        for _ in range(self._screen):
            self._quick.xcb_screen_next(ctypes.byref(screens))
        return int(struct.unpack("=I", ctypes.string_at(screens.first, 4))[0])

    def read_extension(self, name: str) -> Extension | None:
        """How this server calls an extension; None when it has none. One round trip."""
        reply = self._ask_of(name, _QUERY_EXTENSION)
        if reply is None or not reply[8]:
            return None
        return Extension(opcode=reply[9], first_event=reply[10])

    def open_extension(self, name: str, version: tuple[int, int]) -> Extension | None:
        """As `read_extension`, of one that insists on being asked for its version before anything else.

        DAMAGE, XFIXES, Composite and RandR do, all in the same words. Two round trips.
        """
        extension = self.read_extension(name)
        if extension is not None:
            self.answer(self.ask(_VERSION_REQUEST.pack(extension.opcode, _QUERY_VERSION, 0, *version)))
        return extension

    def read_atom(self, name: str) -> int:
        """The number that stands for a name on this server. One round trip."""
        reply = self._ask_of(name, _INTERN_ATOM)
        return 0 if reply is None else int(struct.unpack_from("=I", reply, 8)[0])

    def new_id(self) -> int:
        """A number for something that is to be made on the server; now and then one round trip."""
        return int(self._waiting.xcb_generate_id(self._alive()))

    def tell(self, request: bytes) -> int:
        """Send a request that has no reply, with the next `flush` or the next wait. An error comes as an event.

        Returns:
            Its number, whose lower 16 bits events carry: an event with that or a later one came after the request.
        """
        return self._send(request, is_void=True)

    def ask(self, request: bytes) -> int:
        """Send a request that has a reply; it goes out at the latest when some answer is waited for.

        Returns:
            What `answer` takes, once.
        """
        return self._send(request, is_void=False)

    def answer(self, asked: int) -> bytes | None:
        """Wait for the reply to a request: all of it, header included. None when the server calls it an error."""
        connection = self._alive()
        error = ctypes.c_void_p()
        reply = ctypes.c_void_p()
        # Of several that are under way only the first to be asked for has to be waited for.
        if not self._quick.xcb_poll_for_reply(connection, asked, ctypes.byref(reply), ctypes.byref(error)):
            self._queued_bytes = 0
            reply.value = self._waiting.xcb_wait_for_reply(connection, asked, ctypes.byref(error))
        if reply.value:
            _, _, more_words = _REPLY_HEAD.unpack(ctypes.string_at(reply.value, _REPLY_HEAD.size))
            data = ctypes.string_at(reply.value, _REPLY_BYTES + more_words * 4)
            self._free(reply.value)
            return data
        if not error.value:
            raise LinkLostError("the X server is gone, or the link was closed")
        self._free(error.value)
        return None

    def flush(self) -> None:
        """Send what was told."""
        self._queued_bytes = 0
        if self._waiting.xcb_flush(self._alive()) <= 0:
            raise LinkLostError("the X server is gone, or the link was closed")

    def sync(self) -> None:
        """Wait until the server has taken every request; one round trip."""
        self.answer(self.ask(GET_INPUT_FOCUS))

    def fileno(self) -> int:
        """What `select` can wait on, once `take_events` had nothing more: an answer may have brought events along."""
        return int(self._quick.xcb_get_file_descriptor(self._alive()))

    def take_events(self) -> list[bytes]:
        """What has come by itself: events, and errors (first byte 0) of requests without a reply.

        32 bytes each; more only where an extension's event says so (Generic Event Extension).

        Raises:
            LinkLostError: nothing is left, and the server is gone.
        """
        connection = self._alive()
        events: list[bytes] = []
        while event := self._quick.xcb_poll_for_event(connection):
            data = ctypes.string_at(event, EVENT_BYTES)
            if data[0] & ~SENT_BIT == _GENERIC_EVENT:
                _, _, more_words = _REPLY_HEAD.unpack_from(data)
                data += ctypes.string_at(event + EVENT_BYTES + _OWN_BYTES, more_words * 4)
            events.append(data)
            self._free(event)
        return events

    def close(self) -> None:
        """Leave the display; harmless when called again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._waiting.xcb_disconnect(connection)

    def _alive(self) -> int:
        connection = self._connection
        if connection is None or self._quick.xcb_connection_has_error(connection):
            raise LinkLostError("the X server is gone, or the link was closed")
        return connection

    def _ask_of(self, name: str, opcode: int) -> bytes | None:
        text = name.encode("ascii")
        request = struct.pack("=BBHHxx", opcode, 0, 0, len(text)) + text
        return self.answer(self.ask(request + bytes(-len(request) % 4)))

    def _send(self, request: bytes, *, is_void: bool) -> int:
        connection = self._alive()
        if self._queued_bytes > _QUEUE_MAX_BYTES:
            self.flush()
        self._queued_bytes += len(request)
        data = ctypes.create_string_buffer(request, len(request))  # libxcb writes the length into it
        piece, described = self._pieces[2], self._request
        piece.base, piece.length = ctypes.addressof(data), len(request)
        described.opcode, described.is_void = request[0], is_void
        flags = 0 if is_void else _CHECKED
        sequence = self._quick.xcb_send_request(connection, flags, self._first_piece, self._request_at)
        if not sequence:
            raise LinkLostError("the X server is gone, or the link was closed")
        return sequence


def _declare(*libraries: ctypes.CDLL) -> None:
    pointer, number = ctypes.c_void_p, ctypes.c_uint
    for xcb in libraries:
        for name, arguments, result in (
            ("xcb_connect", (ctypes.c_char_p, pointer), pointer),
            ("xcb_disconnect", (pointer,), None),
            ("xcb_connection_has_error", (pointer,), ctypes.c_int),
            ("xcb_get_file_descriptor", (pointer,), ctypes.c_int),
            ("xcb_get_setup", (pointer,), pointer),
            ("xcb_setup_roots_iterator", (pointer,), _Screens),
            ("xcb_screen_next", (pointer,), None),
            ("xcb_generate_id", (pointer,), number),
            ("xcb_send_request", (pointer, ctypes.c_int, pointer, pointer), number),
            ("xcb_poll_for_reply", (pointer, number, pointer, pointer), ctypes.c_int),
            ("xcb_wait_for_reply", (pointer, number, pointer), pointer),
            ("xcb_poll_for_event", (pointer,), pointer),
            ("xcb_flush", (pointer,), ctypes.c_int),
        ):
            function = getattr(xcb, name)
            function.argtypes, function.restype = arguments, result
