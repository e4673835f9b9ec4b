"""A spoken conversation with a picture, in a network of its own: without any interface, and with one that counts."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.prove.row import Row

ROOT = Path(__file__).resolve().parents[2]
QUESTION = ROOT / "assistant" / "demo" / "question.wav"
SECONDS = 300
EVERY_KIND = 3
"""Linux's number for all kinds of frames (ETH_P_ALL), and for those that leave (PACKET_OUTGOING)."""
OUTGOING = 4
SHOWN_BYTES = 80
WITH_A_WAY_OUT = (
    "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6 2>/dev/null; ip link set lo up"
    " && ip link add out type veth peer name nowhere && ip link set nowhere up && ip addr add 192.0.2.2/24 dev out"
    " && ip link set out up && ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev out"
    " && ip route add default via 192.0.2.1"
)
"""A card whose cable ends nowhere and takes every packet: whatever is sent goes there, and is counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a conversation in a network of its own came to."""

    interfaces: list[str]
    """Those that were up."""
    heard: str
    reply: str
    spoken_seconds: float
    pictures_read: int
    sent: int = 0
    """Packets that were sent while it went on."""
    sent_after_one: int = 0
    """And after one was sent on purpose, which shows that they are counted."""
    frames: tuple[str, ...] = ()
    """Those that left, as bytes in hexadecimal digits: the card's addresses, the kind, and what is inside."""


def can_unshare(prepared: str = "true") -> bool:
    """Whether this system lets us make a network namespace, and do this in it."""
    if shutil.which("unshare") is None:
        return False
    command = ["unshare", "-rn", "sh", "-c", prepared]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def without_interface() -> Told:
    """In a namespace in which not even the loopback is up."""
    return _converse("true")


def with_a_counter() -> Told:
    """In a namespace with an address and a way out, where every packet is counted."""
    return _converse(WITH_A_WAY_OUT)


def prove() -> list[Row]:
    if not can_unshare():
        return [Row("packets seen", "not shown", right=False, note="this system lets nobody make a network namespace")]
    told = without_interface()
    went = bool(told.heard and told.reply and told.spoken_seconds > 0.3 and told.pictures_read and not told.interfaces)
    rows = [Row("conversation without a network interface", "held" if went else f"failed: {told}", went)]
    if not can_unshare(WITH_A_WAY_OUT):
        return [*rows, Row("packets seen", "not shown", right=False, note="no card can be made here")]
    told = with_a_counter()
    quiet = told.sent == 0 and told.sent_after_one > 0 and bool(told.heard and told.reply)
    note = "one sent on purpose was counted" if told.sent_after_one else "the counter does not count"
    note = "; ".join([note, *told.frames])
    return [*rows, Row("packets seen", str(told.sent), quiet, note)]


def _converse(prepared: str) -> Told:
    with tempfile.TemporaryDirectory(prefix="earsight-silence-") as folder:
        environment = {**os.environ, "EARSIGHT_HOME": folder, "PYTHONPATH": str(ROOT)}
        if "EARSIGHT_MODELS" not in environment:
            from assistant import paths

            environment["EARSIGHT_MODELS"] = str(paths.models_folder())
        inside = [sys.executable, "-m", "tests.prove.silence", "inside", folder]
        command = ["unshare", "-rn", "sh", "-c", f'{prepared}; exec "$@"', "sh", *inside]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        if done.returncode:
            raise AssertionError(done.stderr[-2000:] or done.stdout[-2000:])
        return Told(**json.loads((Path(folder) / "told.json").read_text("utf-8")))


def _inside(folder: Path) -> None:
    """In the namespace: one question that is heard and seen, one answer that is spoken."""
    import io

    import psutil
    from PIL import Image, ImageDraw, ImageFont

    from assistant import settings
    from assistant.audio.files import read_clip
    from assistant.cli.main import run

    settings.change(llm="smollm2-135m-instruct", temperature=0.0, max_reply=30)
    picture, reply = folder / "sign.png", folder / "reply.wav"
    drawn = Image.new("RGB", (480, 160), "white")
    ImageDraw.Draw(drawn).text((30, 40), "PLATFORM 7", "black", ImageFont.load_default(60))
    drawn.save(picture)
    up = [name for name, stats in psutil.net_if_stats().items() if stats.isup]
    seen, before = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERY_KIND)), _sent()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = run(
            ["ask", "--audio", str(QUESTION), "--image", str(picture), "--speak", str(reply), "--json"], logged=True
        )
    sent, frames = _sent() - before, tuple(_left(seen))
    if code:
        sys.exit(code)
    happened = [json.loads(line) for line in printed.getvalue().splitlines()]
    told = Told(
        interfaces=up,
        heard=next(str(event["text"]) for event in happened if event["event"] == "Transcribed"),
        reply=next(str(event["text"]) for event in happened if event["event"] == "ReplyFinished"),
        spoken_seconds=read_clip(reply).seconds,
        pictures_read=sum(event["event"] == "ImageRead" for event in happened),
        sent=sent,
        sent_after_one=_one_on_purpose(before + sent),
        frames=frames,
    )
    (folder / "told.json").write_text(json.dumps(asdict(told)), "utf-8")


def _left(seen: socket.socket) -> Iterator[str]:
    """The frames that went out by any card but the loopback since the socket was opened, which is closed."""
    seen.setblocking(False)
    with seen, contextlib.suppress(BlockingIOError):
        while True:
            frame, (card, _, direction, *_) = seen.recvfrom(SHOWN_BYTES)
            if card != "lo" and direction == OUTGOING:
                yield frame.hex()


def _one_on_purpose(before: int) -> int:
    with socket.socket(type=socket.SOCK_DGRAM) as line, contextlib.suppress(OSError):
        line.sendto(b"x", ("198.51.100.9", 9))
    return _sent() - before


def _sent() -> int:
    """Packets that left by any card but the loopback, since it was made."""
    lines = Path("/proc/net/dev").read_text("ascii").splitlines()[2:]
    cards = {name.strip(): values.split() for name, values in (line.split(":", 1) for line in lines)}
    return sum(int(values[9]) for name, values in cards.items() if name != "lo")


if __name__ == "__main__" and sys.argv[1:2] == ["inside"]:
    _inside(Path(sys.argv[2]))
