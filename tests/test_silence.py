"""No test opens a connection that is not local, and a whole conversation needs no network interface at all."""

import contextlib
import socket

import pytest

from tests import silence
from tests.prove.silence import can_unshare, without_interface


@pytest.mark.parametrize(
    "address",
    [("127.0.0.1", 80), ("::1", 80, 0, 0), ("localhost", 80), ("127.8.9.1", 1), "/run/x.sock", b"\0abstract", "", None],
)
def test_these_are_local(address: object) -> None:
    assert silence.is_local(address)


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 80), ("2001:db8::1", 443, 0, 0), "example.org", ("0.0.0.0", 1), ("10.0.0.1", 53), 7]
)
def test_these_are_not(address: object) -> None:
    assert not silence.is_local(address)


def test_a_connection_that_is_not_local_is_refused_and_told_even_where_it_is_caught() -> None:
    with socket.socket() as line, pytest.raises(OSError, match="local sockets"):
        line.connect(("192.0.2.1", 9))
    with socket.socket(type=socket.SOCK_DGRAM) as line, contextlib.suppress(OSError):
        line.sendto(b"x", ("192.0.2.1", 9))
    with contextlib.suppress(OSError):
        socket.getaddrinfo("host.invalid", 80)
    assert [one.split()[0] for one in silence.taken()] == ["socket.connect", "socket.sendto", "socket.getaddrinfo"]


def test_a_local_connection_goes_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]):
        pass
    assert silence.taken() == []


@pytest.mark.skipif(not can_unshare(), reason="this system lets nobody make a network namespace")
def test_a_spoken_conversation_with_a_picture_needs_no_network_interface(real_models: None) -> None:
    told = without_interface()
    assert told.interfaces == []
    assert told.heard
    assert told.reply
    assert told.spoken_seconds > 0.3
    assert told.pictures_read == 1
