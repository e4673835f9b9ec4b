"""One target for each surface that takes what others made: it raises only errors of ours, and soon.

Each takes bytes; whoever fuzzes makes them. What the surface gives back is looked at where a wrong value would hurt.
"""

import io
import os
import socket
import tempfile
import tomllib
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import EarsightError
from models.errors import ModelsError

if TYPE_CHECKING:
    from assistant.llm.remote import RemoteLlm

OURS = (EarsightError, ModelsError)


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    run: Callable[[bytes], None]
    share: int
    """Of a thousand inputs, how many; see `TARGETS`."""
    seeds: tuple[bytes, ...]
    """What is well formed, to begin from."""


@cache
def room() -> Path:
    """A folder of this run's own, in which every target keeps its files and which is its data folder."""
    folder = Path(tempfile.mkdtemp(prefix="earsight-fuzz-"))
    os.environ["EARSIGHT_HOME"] = str(folder / "home")
    os.environ.pop("EARSIGHT_MODELS", None)
    (folder / "home").mkdir()
    return folder


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def label(data: bytes) -> None:
    """Lines in rows and cells: `\\n` ends a row, `\\t` a cell; a row's first byte shifts it."""
    from assistant.vision.label import parse
    from assistant.vision.label_answers import answers
    from assistant.vision.lines import Line

    lines = []
    for number, row in enumerate(data[:4000].split(b"\n")):
        left, top = float(row[0] if row else 0), 30.0 * number
        for cell in row.decode("utf-8", "replace").split("\t"):
            right = left + 9.0 * max(1, len(cell))
            lines.append(Line(cell, ((left, top), (right, top), (right, top + 24), (left, top + 24)), 0.9))
            left = right + 60.0
    facts = parse(lines)
    if facts is not None:
        facts.as_json()
        facts.as_text()
        answers(_text(data[:100]), facts, [_text(data[-60:])])


def memory(data: bytes) -> None:
    from assistant.memory import Memory

    path = room() / "memory.md"
    path.write_bytes(data)
    kept = Memory(path)
    text = kept.read()
    try:
        kept.add(_text(data[:80]), date(2024, 1, 1))
        kept.forget(_text(data[80:120]))
        kept.undo()
    except EarsightError:
        pass
    assert not any(char in text.text for char in "\x00\x1b\u202e"), "a control character"
    for aside in room().glob("memory.broken-*"):
        aside.unlink()
    (room() / ".memory.undo").unlink(missing_ok=True)


def settings(data: bytes) -> None:
    from assistant import settings as person

    path = room() / "settings.toml"
    path.write_bytes(data)
    person.load(path)
    person.change(path, muted=True)
    tomllib.loads(path.read_text("utf-8"))


def catalogue(data: bytes) -> None:
    from models.catalogue import load_catalogue

    path = room() / "catalogue.toml"
    path.write_bytes(data)
    known = load_catalogue(path)
    for model in known.models:
        for file in model.files:
            assert Path(file.name).name == file.name, "a file elsewhere"
    known.resolve([_text(data[:20])] if known.get(_text(data[:20])) else [])


def sentences(data: bytes) -> None:
    from assistant.speech.pieces import PieceCutter

    text = data[1:8000].decode("utf-8", "replace")
    step = 1 + (data[0] if data else 0) % 40
    cutter = PieceCutter("en")
    pieces = [piece for at in range(0, len(text), step) for piece in cutter.feed(text[at : at + step])]
    pieces += cutter.finish()
    assert all(piece.text.strip() for piece in pieces), "nothing to say"


def speech(data: bytes) -> None:
    from assistant.speech.spoken import speakable

    language = ("en", "de", "fr", "es", "it", "nl")[(data[0] if data else 0) % 6]
    spoken = speakable(data[1:8000].decode("utf-8", "replace"), language)
    assert "\n" not in spoken, "more than a line"


def sound(data: bytes) -> None:
    from assistant.audio.files import read_clip

    path = room() / "sound.wav"
    path.write_bytes(data)
    clip = read_clip(path, limit=60)
    assert float(abs(clip.samples).max()) <= 1, "too loud"


def picture(data: bytes) -> None:
    from assistant.vision.picture import LONGEST_SIDE, decode_picture

    pixels = decode_picture(data, "picture").pixels
    assert pixels.shape[2] == 3, "not RGB"
    assert max(pixels.shape) <= LONGEST_SIDE, "too large"


def command(data: bytes) -> None:
    """Words parted by zero bytes, after a command that loads nothing; in a folder where no model lies about."""
    from assistant.cli import console
    from assistant.cli.main import run

    first = (["memory"], ["chats"], ["settings"], ["models"], ["read"], ["ask"], ["look"], ["doctor", "--x"], [])
    words = [word.decode("utf-8", "replace") for word in data[1:400].split(b"\0")]
    arguments = [*first[(data[0] if data else 0) % len(first)], *words]
    if arguments[0] in {"demo", "talk", "bench", "--selftest"} or "pull" in arguments or "starter" in arguments:
        return
    told = io.StringIO()
    folder = room()
    console.out.file = console.err.file = told
    try:
        with chdir(folder), redirect_stdout(told), redirect_stderr(told):
            code = run(arguments)
    finally:
        console.out.file = console.err.file = None
    assert code in {0, 1, 2, 130}, f"exit code {code}"
    assert "something went wrong" not in told.getvalue(), told.getvalue()
    assert "Traceback" not in told.getvalue(), "a traceback"


def words(data: bytes) -> None:
    """What another program says to the window: only three words are heard."""
    heard = _ear().hear(data)
    first = data[:16].split(b"\n", 1)
    assert not heard or (len(first) > 1 and heard == [first[0].decode()]), f"{heard} was heard"


@cache
def _ear() -> "_Ear":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return _Ear()


class _Ear:
    """The window's ear without its address: each caller is a pair of connected sockets."""

    def __init__(self) -> None:
        from PySide6.QtCore import QCoreApplication

        self._application = QCoreApplication.instance() or QCoreApplication([])

    def hear(self, data: bytes) -> list[str]:
        from PySide6.QtNetwork import QLocalSocket

        from ui.single import Single

        single, heard = Single(), list[str]()
        single.raised.connect(lambda: heard.append("raise"))
        single.talk.connect(lambda: heard.append("talk"))
        single.stop.connect(lambda: heard.append("stop"))
        here, there = socket.socketpair()
        with here:
            here.setblocking(False)
            with suppress(BlockingIOError):
                here.send(data)
            caller = QLocalSocket()
            caller.setSocketDescriptor(there.detach())
            caller.waitForReadyRead(0 if not data else 50)
            single._listen(caller)
            caller.abort()
        single.close()
        single.deleteLater()
        return heard


def gguf(data: bytes) -> None:
    from models.gguf import read_head
    from models.identify import identify

    path = room() / "model.gguf"
    path.write_bytes(data)
    identify(path)
    read_head(path)


def template(data: bytes) -> None:
    from assistant.llm.base import Message, Role
    from assistant.llm.template import ChatTemplate

    messages = [Message(Role.SYSTEM, "Be kind."), Message(Role.USER, "What is tea?")]
    ChatTemplate(_text(data), bos="<s>", eos="</s>").parts(messages, (), thinking=False)


def markdown(data: bytes) -> None:
    """A reply as it grows in the window's parser, and as it is exported and printed."""
    from assistant.unseen import legible, one_line, plain, visible

    text = data.decode("utf-8", "surrogateescape")
    for shown in (visible(text), plain(text), one_line(text), legible(text)):
        assert not any(char in shown for char in "\x1b\x9b\u202e\u2066\x07"), "something hides"


def server(data: bytes) -> None:
    """What a server sends in place of an answer, event by event."""
    from types import SimpleNamespace

    from assistant.cancel import CancelToken
    from assistant.llm.remote import WRONG

    llm = _remote()
    events = [SimpleNamespace(data=line.decode("utf-8", "replace")) for line in data.split(b"\n")]
    source = SimpleNamespace(iter_sse=lambda: iter(events))
    try:
        for _ in llm._read(source, 1, CancelToken()):
            pass
    except WRONG:
        pass  # which is told as a wrong answer


@cache
def _remote() -> "RemoteLlm":
    from assistant.llm.remote import RemoteLlm

    return RemoteLlm("http://127.0.0.1:9/v1", "", "", window=1024)


def wav() -> bytes:
    import wave

    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"\1\2" * 200)
    return file.getvalue()


def _pictures() -> tuple[bytes, ...]:
    from PIL import Image

    made = []
    modes = {"PNG": "RGBA", "JPEG": "L", "GIF": "P", "BMP": "1", "TIFF": "I;16", "WEBP": "RGB", "PPM": "L"}
    for form, mode in modes.items():
        file = io.BytesIO()
        Image.new(mode, (5, 4), 1).save(file, form)
        made.append(file.getvalue())
    return tuple(made)


def _gguf() -> bytes:
    import struct

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    told = text("general.architecture") + struct.pack("<I", 8) + text("llama")
    told += text("a") + struct.pack("<IIQ", 9, 8, 1) + text("b")
    told += text("llama.context_length") + struct.pack("<II", 4, 512)
    return struct.pack("<4sIQQ", b"GGUF", 3, 1, 3) + told + text("t") + struct.pack("<IQIQ", 1, 1, 0, 0) + b"\0" * 64


LABEL = (
    b"\x05Nutrition Facts\n\x058 servings per container\n\x05Serving size\t2/3 cup (55g)\n\x05Calories\t230\n"
    b"\x05Total Fat 8g\t10%\n\x05Sodium 160mg\t7%\n\x05INGREDIENTS: SUGAR, MILK (almonds), SALT.\n\x05CONTAINS: MILK."
)
TOML = (
    b'[[model]]\nid = "m"\nkind = "llm"\ntitle = "M"\nrepo = "a/b"\nlicence = "MIT"\nlanguages = ["en"]\n'
    b'[[model.files]]\nname = "x"\n'
)
PROSE = (
    b"\x05# Title\n\nDr. Smith paid $3.50 on 2024-01-02 at 10:30, i.e. 5 km/h. **Bold** `code` [x](http://a.b/c)!\n\n"
    b"- one\n- two\n\n```py\nx = 1\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    b"$$x^2$$ <think>no</think> \xf0\x9f\x98\x80 1/2"
)
ANSWER = b'{"choices": [{"delta": {"content": "x", "tool_calls": [{"index": 0, "function": {"name": "y"}}]}}]}\n[DONE]'
TARGETS = (
    Target("label parser", label, 10, (LABEL,)),
    Target("sentence splitter", sentences, 10, (PROSE,)),
    Target(
        "command line", command, 10, (b"\x00add\0I like tea", b"\x01list", b"\x02set\0muted\0true", b"\x03list\0--json")
    ),
    Target(
        "memory file", memory, 10, (b"# Facts\n\n- 2024-01-01: I like tea. (no longer true since 2024-02-01)\n- x\n",)
    ),
    Target("Markdown to speech", speech, 20, (PROSE,)),
    Target("chat template", template, 10, (b"{% for m in messages %}{{ m.role ~ m.content|trim }}{% endfor %}",)),
    Target("settings", settings, 100, (b'llm = "x"\nmuted = true\ntemperature = 0.5\ncontext_size = 2048\n',)),
    Target("sound reader", sound, 90, (wav(),)),
    Target("a server's answer", server, 100, (ANSWER,)),
    Target("socket protocol", words, 60, (b"talk\n", b"raise\n", b"stop\n")),
    Target("GGUF header", gguf, 150, (_gguf(),)),
    Target("image reader", picture, 110, _pictures()),
    Target("catalogue", catalogue, 150, (TOML + b'sha256 = "' + b"0" * 64 + b'"\n[sets]\nstarter = ["m"]\n',)),
    Target("what is shown", markdown, 170, ("a\x1b[2J\u202eb".encode(),)),
)
"""In the order in which they are begun, the longest first, as two run side by side.

Shares follow the cost. Label parser, sentence splitter, memory file and command line take 3 to 15 ms an input, Markdown
to speech and chat template 1 ms, the others 0.1 ms. Of a million the slow ones get 10,000 each, which is the least for
any surface and some six minutes of one core together; the quick ones share the rest, some four minutes.
"""
