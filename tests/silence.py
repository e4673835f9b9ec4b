"""Fails whatever test opens a connection that is not local: nothing but a download a person starts may leave."""

import ipaddress
import sys
from collections.abc import Iterator

import pytest

LOCAL_NAMES = frozenset({"localhost", "", "ip6-localhost"})
ASKS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})

_seen: list[str] = []
_is_listening = False


class NotLocal(OSError):
    """As for a network that is not there, so that what tries it goes its usual way, and its test fails at its end."""


def is_local(address: object) -> bool:
    """Whether a socket's address, or a name that is looked up, is of this machine."""
    if not isinstance(address, tuple):
        host: object = address  # a name alone, or the path of a local socket
        if isinstance(host, str | bytes) and (b"/" in _bytes(host) or _bytes(host).startswith(b"\0")):
            return True
    else:
        host = address[0] if address else ""
    if host is None:
        return True
    if not isinstance(host, str | bytes):
        return False
    name = _bytes(host).decode("ascii", "replace").split("%")[0].lower()
    if name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _bytes(host: str | bytes) -> bytes:
    return host.encode("utf-8", "replace") if isinstance(host, str) else host


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ASKS:
        return
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        wanted = arguments[1] if len(arguments) > 1 else None
        if event != "socket.connect" and wanted is None:
            return  # a socket that is connected, which was looked at then
    else:
        wanted = arguments[0]
    if not is_local(wanted):
        _seen.append(f"{event} {wanted!r}")
        raise NotLocal(101, "Network is unreachable (a test may only use local sockets)")


def listen() -> None:
    """From now on, for the whole process: a hook cannot be taken away."""
    global _is_listening  # noqa: PLW0603
    if not _is_listening:
        sys.addaudithook(_hook)
        _is_listening = True


def taken() -> list[str]:
    """What was tried since the last call."""
    seen, _seen[:] = list(_seen), []
    return seen


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Fail a test in which something asked for an address that is not local, even where that was caught."""
    taken()
    yield
    assert not (tried := taken()), f"not local: {tried}"
