"""Ports of this machine: which nobody has, and whether somebody listens on one."""

import socket
import time


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on, each once."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def listens_within(port: int, seconds: float) -> bool:
    """Wait until somebody listens on this port, and tell whether it came to that in time."""
    deadline = time.monotonic() + seconds
    while not (came := is_listening(port)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return came
