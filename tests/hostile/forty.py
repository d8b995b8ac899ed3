"""The forty attacks that must fail: number, name, and what has to come of each. A test that tries one is marked with its number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack; `outcome` is what must come of it."""

    name: str
    outcome: str


FORTY: dict[int, Attack] = {
    1: Attack("server swaps descriptions", "both programs refuse; no picture, no input"),
    2: Attack("honest words, evil media path", "the binding fails within 5 s"),
    3: Attack("split fingerprints", "refused before the peer connection sees them"),
    4: Attack("DTLS from off the path", "every connection opens all the same"),
    5: Attack("wrong code", "the code is burned, both are told, nothing more is learned"),
    6: Attack("second guess", "not looked at, also after the person's program starts again"),
    7: Attack("sweep of nameplates", "that agent is locked after five; nobody else notices"),
    8: Attack("garbage in the key exchange", "refused and burned, nothing escapes"),
    9: Attack("senders that dribble", "cut in time; pairing goes on"),
    10: Attack("flood, oversize, exhaustion", "slowed, then ended with the right code; everybody else is served"),
    11: Attack("malformed signaling", "the socket ends, the server stays whole"),
    12: Attack("foreign page, other server, bad TLS", "refused each time, never tried with fewer checks"),
    13: Attack("set-up by another road", "does not exist; no account comes into being"),
    14: Attack("stolen, reused or forged sign-in", "refused; open sockets end within 5 s"),
    15: Attack("more than the role allows", "refused exactly by the table, and on record"),
    16: Attack("agent clicks Allow", "no click and no key reaches the question"),
    17: Attack("program on the person's computer says yes", "refused, on record as suspicious"),
    18: Attack("question covered", "Allow sleeps; its time begins anew"),
    19: Attack("flood of questions", "one at a time; after three refusals none"),
    20: Attack("input racing a revocation", "nothing after it returned, every key up"),
    21: Attack("revocation into a dead line", "the same limits; what arrives late does nothing"),
    22: Attack("input of an older epoch", "does nothing, replayed or not"),
    23: Attack("killed with keys held", "all up within 3 s, whoever was killed"),
    24: Attack("paths in names", "a plain name inside the chosen folder, or a refusal"),
    25: Attack("file over file, link for file", "a new name; what was there is untouched"),
    26: Attack("programs among the files", "not executable, marked as foreign, not opened"),
    27: Attack("bombs and lies about size", "cut at the size that was said, never unpacked"),
    28: Attack("passwords on the clipboard", "nothing leaves without a press"),
    29: Attack("picture while it is withheld", "no forbidden pixel arrives"),
    30: Attack("theft of recordings", "nothing to steal: no recordings are made yet"),
    31: Attack("relay into the local network", "not tried yet: no relay of ours runs"),
    32: Attack("relay credentials, hoarding, flood", "not tried yet: no relay of ours runs"),
    33: Attack("message without its right", "acts only where the table allows"),
    34: Attack("hostile person's program", "nothing opened or run; the console keeps answering, in bounded memory"),
    35: Attack("changed record", "found, and the first bad event named"),
    36: Attack("forged consent", "its signature does not fit"),
    37: Attack("text that writes into the log", "one escaped line; no cell of a table is a formula"),
    38: Attack("markup in foreign text", "shown as it is; nothing is loaded"),
    39: Attack("crash, full disk, wrong clock", "nothing acknowledged is lost; the chain holds"),
    40: Attack("changed dependency or update", "a changed package is refused; there is no updater to deceive"),
}
