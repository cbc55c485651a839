"""What the person at the terminal sees of a long run, and what it took of the machine."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

if sys.platform == "win32":

    def peak_mb() -> float:
        """Return 0: this platform does not tell a process its peak."""
        return 0.0

else:
    import resource

    def peak_mb() -> float:
        """Return the most memory this process ever had, in MB.

        Linux tells it of this program alone; `ru_maxrss` begins with that of the parent process.
        """
        status = Path("/proc/self/status")
        if status.exists():
            found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
            if found:
                return int(found[1]) / 1024
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def report(events: Iterator[T]) -> Iterator[T]:
    """Pass events on; from the second second on, tell on stderr how many have passed."""
    began = told = time.monotonic()
    count = 0
    for count, event in enumerate(events, 1):
        if count % 256 == 0 and (now := time.monotonic()) - told > 1:
            told = now
            sys.stderr.write(f"\r{count:,} events, {count / (now - began):,.0f} a second ")
            sys.stderr.flush()
        yield event
    if told > began:
        sys.stderr.write(f"\r{count:,} events{' ' * 24}\n")
