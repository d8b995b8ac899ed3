"""Names for the identifiers that cross a module border, so that one is never passed for another."""

from typing import NewType

SessionId = NewType("SessionId", str)
"""One assistance meeting, pairing to end; 128 random bits as 32 lower-case hex digits, minted by the server."""

SlotId = NewType("SlotId", str)
"""The server's handle for one allocated nameplate; 32 lower-case hex digits. Not secret, never spoken."""

Nameplate = NewType("Nameplate", str)
"""The public first digits of a pairing code: three, more when half of the short ones are taken."""

AgentId = NewType("AgentId", str)
"""An account on the server, such as `agent:7`. Stays the same when the person's name changes."""

MonitorId = NewType("MonitorId", int)
"""A physical display of the assisted computer, numbered from 1 in the order the system lists them."""

PromptId = NewType("PromptId", int)
"""One question put to the assisted person; counts up within a session and is never used twice."""
