"""A web server that misbehaves as a script tells it."""

import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[["Request", bytes], None]


class Request(BaseHTTPRequestHandler):
    """Answers by the script of its path: one reply for each request, the last one for all that follow."""

    server: "ScriptedServer"

    def do_GET(self) -> None:
        with self.server.guard:
            self.server.seen.append((self.path, self.headers.get("Range", "")))
            script = self.server.scripts.get(self.path, [Replies.missing])
            reply = script.pop(0) if len(script) > 1 else script[0]
        reply(self, self.server.files.get(self.path, b""))

    def log_message(self, *args: object) -> None:
        pass

    def head(self, status: int, length: int | None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "application/zip")
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def first_wanted(self) -> int:
        match = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        return int(match[1]) if match else 0


class ScriptedServer(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.files: dict[str, bytes] = {}
        self.scripts: dict[str, list[Reply]] = {}
        self.seen: list[tuple[str, str]] = []
        self.guard = threading.Lock()
        self.over = threading.Event()
        """Set when held connections may end."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def serve(self, path: str, data: bytes, *replies: Reply) -> str:
        """Script `path`; its address."""
        self.files[path] = data
        self.scripts[path] = list(replies) or [Replies.ranges]
        return self.url + path

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of the tests."""


class Replies:
    """What a server may do."""

    @staticmethod
    def ranges(request: Request, data: bytes) -> None:
        start = request.first_wanted()
        if start and start >= len(data):
            request.head(416, 0, Content_Range=f"bytes */{len(data)}")
        elif start:
            request.head(206, len(data) - start, Content_Range=f"bytes {start}-{len(data) - 1}/{len(data)}")
            request.wfile.write(data[start:])
        else:
            Replies.whole(request, data)

    @staticmethod
    def whole(request: Request, data: bytes) -> None:
        request.head(200, len(data))
        request.wfile.write(data)

    @staticmethod
    def from_a_wrong_place(request: Request, data: bytes) -> None:
        request.head(206, len(data) - 7, Content_Range=f"bytes 7-{len(data) - 1}/{len(data)}")
        request.wfile.write(data[7:])

    @staticmethod
    def missing(request: Request, data: bytes) -> None:
        request.head(404, 0)

    @staticmethod
    def broken(request: Request, data: bytes) -> None:
        request.head(500, 0)

    @staticmethod
    def refuses_range(request: Request, data: bytes) -> None:
        request.head(416, 0)

    @staticmethod
    def without_length(request: Request, data: bytes) -> None:
        request.head(200, None)
        request.wfile.write(data)

    @staticmethod
    def too_long(request: Request, data: bytes) -> None:
        """Never stops writing until the client goes away."""
        request.head(200, None)
        while not request.server.over.is_set():
            request.wfile.write(data)

    @staticmethod
    def too_short(request: Request, data: bytes) -> None:
        Replies.whole(request, data[:-1])

    @staticmethod
    def cut(count: int) -> Reply:
        def reply(request: Request, data: bytes) -> None:
            start = request.first_wanted()
            request.head(206 if start else 200, len(data) - start, **_range(start, data))
            request.wfile.write(data[start : start + count])

        return reply

    @staticmethod
    def stalled(count: int) -> Reply:
        def reply(request: Request, data: bytes) -> None:
            Replies.cut(count)(request, data)
            request.wfile.flush()
            request.server.over.wait()

        return reply

    @staticmethod
    def stalled_at(place: int) -> Reply:
        """Goes on to that place of the file and no further, however often it is asked."""

        def reply(request: Request, data: bytes) -> None:
            Replies.stalled(place - request.first_wanted())(request, data)

        return reply

    @staticmethod
    def held(count: int) -> "Held":
        return Held(count)

    @staticmethod
    def silent(request: Request, data: bytes) -> None:
        request.server.over.wait()

    @staticmethod
    def elsewhere(path: str) -> Reply:
        def reply(request: Request, data: bytes) -> None:
            request.head(302, 0, Location=path)

        return reply


class Held:
    """Sends the first bytes, and the rest once it is released."""

    def __init__(self, count: int) -> None:
        self._count, self._released, self.begun = count, threading.Event(), threading.Event()

    def __call__(self, request: Request, data: bytes) -> None:
        request.head(200, len(data))
        request.wfile.write(data[: self._count])
        request.wfile.flush()
        self.begun.set()
        self._released.wait()
        request.wfile.write(data[self._count :])

    def release(self) -> None:
        self._released.set()


def _range(start: int, data: bytes) -> dict[str, str]:
    return {"Content_Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
