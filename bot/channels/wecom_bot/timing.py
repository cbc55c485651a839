"""How long the long connection waits for what, and how long it leaves the gateway alone."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, but for the counts. The protocol wants a ping every 30 s (path/101463)."""

    connect: float = 15
    """Until TCP, TLS and the WebSocket's handshake are done."""
    ack: float = 10
    """Until a request is answered."""
    close: float = 1
    """Until the gateway agrees to a close; then the transport is cut."""
    ping: float = 30
    missed: int = 2
    """So many pings in a row without an answer: the connection is dead."""
    first_wait: float = 1
    longest_wait: float = 30
    settled: float = 60
    """Live for so long, a connection that ends is tried again as if it were the first time."""
    refusals: int = 5
    """So often in a row BotID and Secret are tried."""
    comeback: float = 15
    """How long a send that found its subscription gone waits for the next one."""
    told: float = 1
    """How long a click waits for what came of it; the platform takes an answer for 5 s."""
    retry: float = 0.5
    """Before a piece of a file is sent again; twice as long before the third time."""


class Backoff:
    """How long to wait before the next try: longer each time, never all bots at once."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._failures = 0

    def wait(self, lived: float) -> float:
        """Return seconds to wait after a connection that was live for `lived` (0: never)."""
        if lived >= self._timing.settled:
            self._failures = 0
        doubled = self._timing.first_wait * 2.0 ** min(self._failures, 30)
        self._failures += 1
        most = min(doubled, self._timing.longest_wait)
        return random.uniform(most / 2, most)
