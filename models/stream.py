"""A web address read in a thread of its own, so that no dead network can hold the caller.

Name look-up, connecting and reading may each hang for minutes; the caller only ever waits for a queue.
"""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import BadProxy, OutOfReach, PullCancelled, Stalled
from models.proxies import unusable

if TYPE_CHECKING:
    import httpx

POLL = 0.1
"""Seconds between two looks at whether the caller was cancelled."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds, and how often to try again."""

    reach: float = 10.0
    """Until the source answers at all."""
    stall: float = 10.0
    """Between two pieces of an answer."""
    retries: int = 2
    """New attempts after a stall or a broken connection that brought nothing more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of the response, after redirects; header names are in lower case."""

    status: int
    headers: dict[str, str]


class _Reader:
    """The thread's side: puts an `Answer`, pieces of bytes, then None; or the exception that ended it."""

    def __init__(self, url: str, headers: dict[str, str], limits: Limits) -> None:
        self._url, self._headers, self._limits = url, headers, limits
        self.items: queue.Queue[Answer | bytes | Exception | None] = queue.Queue(maxsize=64)
        self._stop = threading.Event()
        self._socket: socket.socket | None = None
        threading.Thread(target=self._run, name="earsight-download", daemon=True).start()

    def stop(self) -> None:
        """Let the thread end; a read that waits is woken."""
        self._stop.set()
        if self._socket is not None:
            with contextlib.suppress(OSError):  # the plain socket's: a TLS one's would pull its state from under a read
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def _put(self, item: Answer | bytes | Exception | None) -> bool:
        while not self._stop.is_set():
            with contextlib.suppress(queue.Full):
                self.items.put(item, timeout=POLL)
                return True
        return False

    def _run(self) -> None:
        import httpx

        timeout = httpx.Timeout(self._limits.stall, connect=self._limits.reach)
        headers = {"User-Agent": "earsight", "Accept-Encoding": "identity", **self._headers}
        try:
            made = httpx.Client(follow_redirects=True, timeout=timeout)
        except OSError as error:
            self._put(error)
            return
        except (ImportError, ValueError, httpx.InvalidURL):  # of what is given here, only proxies can be wrong
            self._put(BadProxy(unusable()))
            return
        try:
            with made as client, client.stream("GET", self._url, headers=headers) as response:
                self._pass_on(response)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            self._put(error)

    def _pass_on(self, response: "httpx.Response") -> None:
        stream = response.extensions.get("network_stream")
        self._socket = stream.get_extra_info("socket") if stream is not None else None
        if not self._put(Answer(response.status_code, dict(response.headers))):
            return
        for piece in response.iter_raw():
            if not self._put(piece):
                return
        self._put(None)


@contextlib.contextmanager
def opened(
    url: str, headers: dict[str, str], *, limits: Limits, cancelled: Callable[[], bool]
) -> Iterator[tuple[Answer, Iterator[bytes]]]:
    """The response's head, and its body piece by piece.

    Raises `BadProxy` or `OutOfReach` where no answer comes within `limits.reach`, `Stalled` where the body stops or
    breaks off, `PullCancelled` within a moment of `cancelled()` becoming true.
    """
    reader = _Reader(url, headers, limits)

    def take(seconds: float) -> Answer | bytes | Exception | None:
        deadline = time.monotonic() + seconds
        while True:
            if cancelled():
                raise PullCancelled
            try:
                return reader.items.get(timeout=POLL)
            except queue.Empty:
                if time.monotonic() > deadline:
                    return TimeoutError(f"nothing for {seconds:.0f} s")

    def body() -> Iterator[bytes]:
        while (piece := take(limits.stall)) is not None:
            if isinstance(piece, Exception):
                raise Stalled(str(piece)) from piece
            assert isinstance(piece, bytes)
            yield piece

    try:
        answer = take(limits.reach)
        if isinstance(answer, BadProxy):
            raise answer
        if isinstance(answer, Exception):
            raise OutOfReach(str(answer)) from answer
        assert isinstance(answer, Answer)
        yield answer, body()
    finally:
        reader.stop()
