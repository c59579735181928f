"""One request through the gate, against a receiver that does everything wrong."""

import socket
import ssl
import threading
import time
from dataclasses import replace
from ipaddress import ip_address

import pytest

from foundation.outbound import resolving
from foundation.outbound.addresses import read_networks
from foundation.outbound.faults import OutboundError
from foundation.outbound.gates import Gate, Limits, trust
from foundation.outbound.posting import post
from foundation.outbound.resolving import resolve
from tests.receiver import (
    HOST,
    Receiver,
    floods,
    hangs_up,
    listening,
    says,
    speaks_no_http,
    trickles,
    waits,
)

LOOPBACK = read_networks(["127.0.0.1/32"])


@pytest.fixture(scope="module")
def receiver_of_the_module(tmp_path_factory):
    with listening(tmp_path_factory.mktemp("receiver")) as receiver:
        yield receiver


@pytest.fixture
def receiver(receiver_of_the_module) -> Receiver:
    receiver_of_the_module.taken.clear()
    receiver_of_the_module.answers.clear()
    return receiver_of_the_module


@pytest.fixture
def gate(receiver) -> Gate:
    """Open to the receiver alone."""
    return Gate(granted=LOOPBACK, ports=frozenset({receiver.port}), context=trust(receiver.ca_file))


def fault_of(address: str, gate: Gate) -> str:
    with pytest.raises(OutboundError) as refused:
        post(address, b"{}", {}, gate)
    return refused.value.code


def test_a_request_arrives_as_it_was_sent(receiver, gate):
    receiver.answers.append(says(202, "收到\r\n<b>\x1b[31m谢谢</b>\u202e".encode()))
    answer = post(f"{receiver.address}?a=b", "{“”}".encode(), {"webhook-id": "msg_1"}, gate)
    assert answer == (202, "收到 <b> [31m谢谢</b>")
    (taken,) = receiver.taken
    assert (taken.path, taken.body) == ("/changes?a=b", "{“”}".encode())
    assert taken.headers["webhook-id"] == "msg_1"
    assert taken.headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(receiver, gate, status):
    receiver.answers.append(says(status, Location=f"{receiver.address}/elsewhere"))
    assert post(receiver.address, b"{}", {}, gate).status == status
    assert len(receiver.taken) == 1


def test_no_proxy_of_the_environment_is_used(receiver, gate, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(receiver.address, b"{}", {}, gate).status == 200


def test_without_a_grant_our_own_machine_is_not_reached(receiver, gate):
    assert fault_of(receiver.address, replace(gate, granted=())) == "forbidden"
    assert receiver.taken == []


def test_one_resolution_is_used_and_a_second_answer_never_asked_for(receiver, gate):
    """DNS rebinding: the name leads elsewhere for whoever asks again."""
    asked = []

    def rebinding(host, within):
        asked.append(host)
        return [ip_address("127.0.0.1" if len(asked) == 1 else "127.0.0.2")]

    answer = post(f"https://{HOST}:{receiver.port}/changes", b"{}", {}, replace(gate, resolve=rebinding))
    assert answer.status == 200  # connected to the first answer, under a name that no name service knows
    assert asked == [HOST]
    assert receiver.taken[0].headers["host"] == f"{HOST}:{receiver.port}"


def test_a_public_answer_is_connected_to_and_a_later_private_one_is_not(gate, monkeypatch):
    answers = [[ip_address("8.8.8.8")], [ip_address("127.0.0.1")]]
    gate = replace(gate, granted=(), resolve=lambda host, within: answers.pop(0))
    connected = []

    def note(self, place):
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", note)
    (port,) = gate.ports
    assert fault_of(f"https://{HOST}:{port}/", gate) == "connection"
    assert connected == [("8.8.8.8", port)]


@pytest.mark.parametrize("places", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["8.8.8.8", "::ffff:10.0.0.1"]])
def test_a_name_one_of_whose_addresses_is_private_is_refused(receiver, gate, places, monkeypatch):
    def connect(self, place):
        raise AssertionError("nothing may be connected to")

    monkeypatch.setattr(socket.socket, "connect", connect)
    gate = replace(gate, granted=(), resolve=lambda host, within: [ip_address(place) for place in places])
    assert fault_of(f"https://{HOST}:{receiver.port}/", gate) == "forbidden"


def test_the_certificate_must_be_that_of_the_name(receiver, gate):
    gate = replace(gate, resolve=lambda host, within: [ip_address("127.0.0.1")])
    assert fault_of(f"https://other.example.gov.cn:{receiver.port}/", gate) == "certificate"
    assert receiver.taken == []


def test_the_certificate_must_be_of_an_authority_that_is_believed(receiver, gate):
    assert fault_of(receiver.address, replace(gate, context=trust())) == "certificate"


def test_an_address_that_does_not_answer_is_followed_by_the_next(receiver, gate):
    granted = read_networks(["127.0.0.0/8"])
    places = [ip_address("127.0.0.3"), ip_address("127.0.0.1")]
    gate = replace(gate, granted=granted, resolve=lambda host, within: places)
    assert post(f"https://{HOST}:{receiver.port}/", b"{}", {}, gate).status == 200


def test_nobody_listens(receiver, gate):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert fault_of(f"https://127.0.0.1:{port}/", replace(gate, ports=frozenset({port}))) == "connection"


def test_a_server_that_speaks_no_tls(gate):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        gate = replace(gate, ports=frozenset({port}), limits=Limits(silence=0.3))
        assert fault_of(f"https://127.0.0.1:{port}/", gate) == "timed_out"


@pytest.mark.parametrize(("answer", "code"), [(speaks_no_http, "no_http"), (hangs_up, "no_http")])
def test_an_answer_that_is_none(receiver, gate, answer, code):
    receiver.answers.append(answer)
    assert fault_of(receiver.address, gate) == code


def test_a_silence_is_broken_off(receiver, gate):
    receiver.answers.append(waits(30))
    begun = time.monotonic()
    assert fault_of(receiver.address, replace(gate, limits=Limits(silence=0.3))) == "timed_out"
    assert time.monotonic() - begun < 20


def test_a_trickle_ends_by_the_time_for_everything(receiver, gate):
    receiver.answers.append(trickles)
    begun = time.monotonic()
    assert fault_of(receiver.address, replace(gate, limits=Limits(silence=0.5, total=1))) == "timed_out"
    assert time.monotonic() - begun < 8, "the 200 bytes were waited for"


def test_of_a_flood_little_is_read(receiver, gate):
    receiver.answers.append(floods)
    answer = post(receiver.address, b"{}", {}, gate)
    assert answer == (200, "x" * 200)


def test_a_status_that_was_said_counts_whatever_becomes_of_the_rest(receiver, gate):
    receiver.answers.append(says(200, b"cut", Content_Length="1000"))
    assert post(receiver.address, b"{}", {}, gate).status == 200


def test_a_context_without_the_clock_is_not_used(receiver, gate):
    plain = ssl.create_default_context(cafile=receiver.ca_file)
    with pytest.raises(TypeError):
        post(receiver.address, b"{}", {}, replace(gate, context=plain))


def test_a_literal_address_is_its_own_resolution():
    assert resolve("127.0.0.1", 1) == [ip_address("127.0.0.1")]
    assert resolve("2001:db8::1", 1) == [ip_address("2001:db8::1")]


def test_an_unknown_name_is_said_to_be_unknown(monkeypatch):
    def unknown(*args, **named):
        raise socket.gaierror

    monkeypatch.setattr(resolving.socket, "getaddrinfo", unknown)
    with pytest.raises(OutboundError) as refused:
        resolve("nowhere.invalid", 1)
    assert refused.value.code == "unknown_host"


def test_a_name_service_that_does_not_answer_is_not_waited_for(monkeypatch):
    is_over, answered = threading.Event(), threading.Event()

    def ask(*args, **named):
        is_over.wait(60)
        answered.set()
        return []

    monkeypatch.setattr(resolving.socket, "getaddrinfo", ask)
    with pytest.raises(OutboundError) as refused:
        resolve("slow.example", 0.2)
    assert refused.value.code == "resolver_slow"
    assert not answered.is_set()
    is_over.set()


def test_old_spellings_that_the_resolver_would_take_for_loopback_reach_nothing(receiver, gate):
    """The form of an address refuses them; were it not for that, the place they lead to is judged all the same."""
    for text in ("127.1", "0x7f.1", "2130706433", "0177.0.0.1"):
        assert resolve(text, 30) == [ip_address("127.0.0.1")]
        assert fault_of(f"https://{text}:{receiver.port}/", gate) == "malformed"
