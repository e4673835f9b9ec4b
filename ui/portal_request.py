"""Asking the desktop's portal for something, which it answers by a signal after it has asked the person."""

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jeepney import DBusAddress, Message
    from jeepney.io.blocking import DBusConnection

SERVICE = "org.freedesktop.portal.Desktop"
DESKTOP = "/org/freedesktop/portal/desktop"
REQUEST = "org.freedesktop.portal.Request"
CALL_SECONDS = 25.0
"""For a call's reply; the portal may have to be started. The person has all the time for the desktop's question."""


class Refused(Exception):
    """The person or the desktop said no."""


def ask(
    connection: "DBusConnection",
    to: "DBusAddress",
    method: str,
    signature: str,
    body: tuple[object, ...],
    options: Mapping[str, tuple[str, object]],
) -> dict[str, Any]:
    """The results of a request, whose signals the connection gets; raises `Refused`, jeepney's errors or `OSError`."""
    from jeepney import MatchRule

    rule = MatchRule(type="signal", interface=REQUEST, member="Response")
    with connection.filter(rule, bufsize=8) as answers:
        named = {**options, "handle_token": ("s", token())}
        handle = call(connection, to, method, signature, (*body, named))[0]
        while True:
            answer = connection.recv_until_filtered(answers)
            if field(answer, "path") == handle:
                break
    code, results = answer.body
    if code != 0:
        raise Refused
    return dict(results)


def call(
    connection: "DBusConnection", to: "DBusAddress", method: str, signature: str, body: tuple[object, ...]
) -> tuple[Any, ...]:
    """The reply's body; raises jeepney's errors or `OSError`."""
    from jeepney import new_method_call
    from jeepney.wrappers import unwrap_msg

    message = new_method_call(to, method, signature, body)
    return tuple(unwrap_msg(connection.send_and_get_reply(message, timeout=CALL_SECONDS)))


def token() -> str:
    """A name that nobody else guesses."""
    return f"earsight_{secrets.token_hex(8)}"


def field(message: "Message", name: str) -> str:
    """A field of the message's header; empty where it has none."""
    from jeepney import HeaderFields

    return str(message.header.fields.get(HeaderFields[name], ""))
