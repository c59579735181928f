"""Free ports are free, each is given once, and who listens is found, at once or within the time."""

import socket
import threading
import time

from config.embedded.ports import free_ports, is_listening, listens_within


def test_nobody_listens_on_free_ports_and_none_is_given_twice():
    ports = free_ports(5)
    assert len(set(ports)) == 5
    assert not any(map(is_listening, ports))


def test_who_listens_is_found():
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert is_listening(server.getsockname()[1])


def test_a_server_that_comes_late_is_waited_for():
    (port,) = free_ports(1)
    servers = []
    late = threading.Timer(0.2, lambda: servers.append(socket.create_server(("127.0.0.1", port))))
    late.start()
    try:
        assert listens_within(port, 20)
    finally:
        late.join()
        servers[0].close()


def test_a_server_that_never_comes_is_waited_for_no_longer_than_told():
    (port,) = free_ports(1)
    begun = time.monotonic()
    assert not listens_within(port, 0.2)
    assert 0.2 <= time.monotonic() - begun < 10
