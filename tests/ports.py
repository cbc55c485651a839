"""Ports for what a test starts, that nothing else on the machine takes meanwhile."""

import os
import socket
from itertools import count

# Below those that systems give to connections (32768 or 49152 on), and far from other processes of
# the suite: a number given to nobody now may be somebody's a moment later.
_LOWEST, _HOW_MANY = 10_000, 22_000
_numbers = count(os.getpid() * 251)


def free_port() -> int:
    """Return a port that nobody listens on."""
    for number in _numbers:
        port = _LOWEST + number % _HOW_MANY
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError
