"""Every limit of the wire in one place, each with the reason for its number."""

PROTOCOL_VERSION = 1

SIGNALING_FRAME_MAX_BYTES = 20 * 1024  # the largest relay body in base64, and its envelope; OWASP advises < 64 KiB
PEER_MESSAGE_MAX_BYTES = 16 * 1024  # what every SCTP stack carries without negotiation
RELAY_BODY_MAX_BYTES = 13 * 1024  # the largest sealed offer; grows by a third as base64 and still fits a frame
SDP_MAX_BYTES = 10 * 1024  # ours are 2 to 3 KiB; many network cards add candidates

FIRST_MESSAGE_TIMEOUT_MS = 10_000  # an honest program says hello at once
CODE_LIFETIME_MS = 10 * 60_000  # ASVS 5.0 6.5.5: at most ten minutes
BIND_TIMEOUT_MS = 5_000  # one round trip on an open channel
CONNECT_TIMEOUT_MS = 15_000  # aiortc never gives up by itself on a bad fingerprint
PAIRING_TIMEOUT_MS = 30_000  # claim to verified, everything included

HEARTBEAT_INTERVAL_MS = 1_000
HEARTBEAT_STALLED_MS = 3_000  # control goes off; three lost beats are no accident
HEARTBEAT_LOST_MS = 120_000  # the session ends

ASKS_PER_S = 4  # of an agent for a right, a screen or files, and giving back; nobody presses faster for long
ASKS_BURST = 256  # all that an interrupted line held back; answering them takes a tenth of a second
RIGHT_TIME_MAX_MS = 24 * 3_600_000  # no right lasts longer by itself; the longest of today ends after half an hour

REASON_MAX_CHARS = 80
PROBLEM_MAX_CHARS = 500
NOTE_MAX_CHARS = 2_000  # of the agent about a session; a page
REPORT_MAX_CHARS = 1_000  # of a person about what was wrong; half a page, and a way to reach somebody besides
CATEGORIES_MAX = 30  # more nobody looks through at the end of a call
CATEGORY_NAME_MAX_CHARS = 40  # thirty of them in three languages fit a frame, with four bytes a character
RECEIPT_PART_MAX_BYTES = 12 * 1024  # grows by a third as base64 and still fits a frame
RECEIPT_PARTS_MAX = 64  # some 1 700 signed events; a long day has some hundreds
NAME_MAX_CHARS = 80
DOMAIN_MAX_CHARS = 253  # RFC 1035 section 2.3.4
EMAIL_MAX_CHARS = 254  # RFC 5321 path limit as read by erratum 1690
SECOND_FACTOR_MAX_CHARS = 40  # a recovery code has 27 with its dashes
PASSWORD_MAX_CHARS = 256  # Argon2id hashes any length; this bounds the work of parsing
BROWSER_VERIFIER_BYTES = 32  # 256 random bits, as RFC 7636 section 7.1 recommends
BROWSER_SIGN_IN_MS = 5 * 60_000  # time enough to sign in at the organisation's own service with a second factor
PROGRAM_MAX_CHARS = 64
LOCALE_MAX_CHARS = 16
EVENT_DATA_MAX_ENTRIES = 24
EVENT_TEXT_MAX_CHARS = 200

INPUT_BATCH_MAX_EVENTS = 32  # 30 ms of a 1 kHz mouse, or the last unacknowledged keys
WHEEL_MAX = 12_000  # a hundred notches at once is no hand
TYPED_TEXT_MAX_CHARS = 16  # one character as a person sees it; a family of emoji has eleven code points
INPUT_REFUSED_MAX = 10_000  # of one message; the pasted text that would lose more is longer than may be typed
MONITORS_MAX = 16
MONITOR_NAME_MAX_CHARS = 64  # names of connectors and models are far shorter

SCREEN_SIDE_MAX_PX = 16_384  # beyond any display; bounds what a hostile picture can make us allocate
SCREEN_AREA_MAX_PX = 36 * 1024 * 1024  # 8K (7680 x 4320) fits; the viewer keeps four bytes for each
SCREEN_TILE_MAX_PX = 1024 * 1024  # bounds what one small stream inflates to; ours hold an eighth of it at most
SCREEN_UPDATE_MAX_BYTES = 8 * 1024 * 1024
SCREEN_BLOCKS_MAX = 4_096
SCREEN_BLOCK_RECTS_MAX = 1_024
SCREEN_RECTS_MAX = 64 * 1024  # of an update; an honest look finds one for 18 x 64 pixels at most, half of this on 8K
CURSOR_SIDE_MAX_PX = 128  # the largest cursor themes have; what is larger travels at half its size
CURSOR_PIXELS_MAX_BYTES = 15 * 1024  # deflated, with the other fields still one peer message
CURSOR_SHAPES_MAX = 64  # an animated cursor has up to sixty pictures; the viewer keeps 64 KiB for each at most
CURSOR_CHANGES_PER_S = 40  # an honest client looks twenty times a second
CURSOR_BURST_MAX = 256  # and what an interrupted line held back comes at once
MARKS_MAX = 32  # drawings at once; more nobody can tell apart, and the oldest goes
MARK_COLOURS = 4
MARK_POINTS_MAX = 128  # of one message: a hand moved for six seconds, thinned out; 1 KiB
MARK_LINE_MAX_POINTS = 512  # of one drawing; a hand that goes on begins another
MARK_LENGTH_MAX = (
    16 * 65_535
)  # the way through all of its points: sixteen times across the screen, as far as a hand goes
MARKS_POINTS_MAX = 2_048  # of all drawings together: what a person's computer paints again in a moment
MARKS_LENGTH_MAX = 64 * 65_535  # likewise
MARKS_PER_S = 40  # an honest console tells of a drawing twenty times a second
MARKS_BURST_MAX = 160  # and what an interrupted line held back comes at once
POINTERS_PER_S = 30  # an honest console tells no more often; of more the newest place counts, a moment later
POINTERS_BURST_MAX = 10  # a third of a second that came together; of what was held back only the newest matters
RTP_PAYLOAD_MAX_BYTES = 1_180  # with SRTP, UDP and IPv6 headers below the 1 280 bytes every IPv6 link carries
SCREEN_UNACKED_MAX = 12  # sixty pictures a second over a round trip of 200 ms; on a short way two are enough

CHAT_TEXT_MAX_CHARS = 2_000  # a page of words; with four bytes for each half of a peer message
CHAT_LINES_MAX = 60  # as many as fit a screen
CHAT_PER_S = 2  # nobody writes faster for long, and an honest program sends no faster
CHAT_BURST = 16  # what was written while the line was silent comes at once
CHAT_WAITING_MAX = 50  # more unheard messages are a letter; the next one has to wait in its field
CHAT_RESEND_MS = 5_000  # several round trips of a bad line without an answer: perhaps it was dropped
CHAT_FLOOD_PER_S = 4  # twice what an honest program sends
CHAT_FLOOD_BURST = 64  # its burst, and all that three seconds of an interrupted line can hold back

FILE_BATCH_MAX = 500  # what a person can still look through before saying yes
FILE_BATCH_MAX_BYTES = 2**40  # a terabyte; beyond it sizes are a mistake, and the disk is asked anyway
FILE_PATH_MAX_CHARS = 1_024  # PATH_MAX of most systems in bytes; longer paths cannot be created
FILE_NAME_MAX_BYTES = 180  # 255 on most file systems, less room for " (2)", a mark of ours and encrypted folders
FILE_DEPTH_MAX = 8  # folders within folders; deeper trees are archives
FILE_PARTS_MAX = 64  # names of one message; the sender stops earlier, when the message is full
FILE_LISTS_PER_S = 1  # of one person; before each of them an honest program waited three seconds for a yes
FILE_LISTS_BURST = 8
FILE_PACKET_MAX_BYTES = 1_200  # with UDP and IPv6 headers below the 1 280 bytes every IPv6 link carries
FILE_ATTEMPTS_MAX = 200  # at paths for one batch; two minutes of them every second and a half, twice over
FILE_CANDIDATES_MAX = 32  # addresses of one computer for one path; more network cards than that nobody has
FILE_CANDIDATE_MAX_CHARS = 200  # a line of RFC 8839 section 5.1 with an IPv6 address is below 150

CLIP_TEXT_MAX_BYTES = 256 * 1024  # of UTF-8: a hundred pages; more is a file
CLIP_IMAGE_MAX_BYTES = 4 * 1024 * 1024  # of PNG: a screen full of windows has one, of photographs it is a file
CLIP_IMAGE_MAX_PX = 16 * 1024 * 1024  # two 4K screens, nearly; bounds what a small file can unfold to
CLIP_IMAGE_MAX_CHUNKS = 4_096  # writers cut pixels into pieces of 4 to 64 KiB; each costs the reader a look
CLIP_PART_MAX_BYTES = 12 * 1024  # with its fields one peer message
CLIP_WINDOW_PARTS = 2  # on the way at once; a heartbeat or key behind them waits 0.2 s on a line of 1 Mbit/s
CLIP_PER_S = 1  # nobody presses Send faster for long, and an honest program offers no faster
CLIP_BURST = 4
CLIP_FLOOD_BURST = 16  # an honest program's burst, and what an interrupted line can hold back
