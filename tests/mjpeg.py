"""A camera at an address, for tests: an MJPEG stream of this machine that does what a test wants of it."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


def scene(width: int = 320, height: int = 240, seed: int = 7) -> Pixels:
    """RGB blocks with sharp edges, the same for the same seed."""
    blocks = np.random.default_rng(seed).integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
    return np.kron(blocks, np.ones((8, 8, 1), dtype=np.uint8))


def blurred(pixels: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), dtype=np.uint8)


def plain(shade: int, width: int = 320, height: int = 240) -> Pixels:
    return np.full((height, width, 3), shade, dtype=np.uint8)


def jpeg(pixels: Pixels) -> bytes:
    return bytes(cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])[1])


class Server(ThreadingHTTPServer):
    """Sends `frames` again and again. `/video` streams, `/garbage` sends bytes that are no picture, `/silent` answers
    nothing, `/stalls` sends three frames and then nothing, `/missing` is not there.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, frames: Sequence[Pixels], pause: float = 0.02) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.frames = [jpeg(frame) for frame in frames]
        self.pause = pause
        self.over = threading.Event()

    def begin(self) -> None:
        self.over.clear()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), name="earsight-test-stream")
        self._thread.start()

    def die(self) -> None:
        """With all that it sends; it may begin again, at the same address, where until then nobody answers."""
        self.over.set()
        self.shutdown()
        self._thread.join()

    def address(self, path: str = "video") -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        try:
            match self.path:
                case "/video":
                    self._stream(10**9)
                case "/stalls":
                    self._stream(3)
                    self.server.over.wait(60)
                case "/silent":
                    self.server.over.wait(60)
                case "/garbage":
                    self._garbage()
                case _:
                    self.send_error(404)
        except OSError:
            pass  # The reader has gone.

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()

    def _stream(self, most: int) -> None:
        self._begin()
        for number in range(most):
            if self.server.over.wait(self.server.pause):
                return
            frames = self.server.frames
            data = frames[number % len(frames)]
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n".encode()
            self.wfile.write(head + data + b"\r\n")

    def _garbage(self) -> None:
        self._begin()
        until = time.monotonic() + 60
        noise = np.random.default_rng(1).integers(0, 256, 4096, dtype=np.uint8).tobytes()
        while time.monotonic() < until and not self.server.over.wait(0.01):
            self.wfile.write(noise)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def streams(frames: Sequence[Pixels], pause: float = 0.02) -> Iterator[Server]:
    """A server of these frames; it dies, with what it sends, at the end."""
    with Server(frames, pause) as server:
        server.begin()
        try:
            yield server
        finally:
            server.die()
