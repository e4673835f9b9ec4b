"""Lets one attack in through its door, as it would really come, and returns every effect that it had."""

import io
import re
import socket
import struct
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from PIL import Image, PngImagePlugin
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument

from assistant import settings as person
from assistant.cli import console
from assistant.cli.main import run
from assistant.cli.show import Terminal
from assistant.commands import Ask, NewChat, OpenChat
from assistant.errors import EarsightError, LlmError
from assistant.history import History
from assistant.llm.base import Message, Role, ToolCall
from assistant.llm.template import ChatTemplate
from assistant.paths import home
from assistant.toggle import address
from assistant.vision.codes import find_codes
from assistant.vision.picture import open_picture
from models.catalogue import load_catalogue
from models.errors import ModelsError
from models.gguf import read_head
from models.identify import identify
from tests.injections.house import MARK, House
from tests.injections.table import Injection
from tests.injections.tokens import Tokens
from ui.chat_list import ChatList, found
from ui.markdown import MarkdownDocument
from ui.message_inline import is_safe
from ui.question import whole
from ui.single import Single
from ui.theme import Theme

HIDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0001-\U000e01ef\u3164\u115f\u034f\u2800]"
)
"""What may be shown nowhere."""
SECONDS = 10.0
"""Of processor time that a template may cost, which is tried in up to three forms: far more than it is given."""


class Doors:
    def __init__(self, tokens: Tokens, theme: Theme) -> None:
        self._tokens, self._theme = tokens, theme
        self._ways: dict[str, Callable[[str], list[str]]] = {
            "text in a picture": self._text,
            "a picture's file name": self._name,
            "EXIF": self._exif,
            "QR code": self._code,
            "chat title": self._title,
            "memory file": lambda attack: self._own_file("memory.md", attack),
            "instructions": lambda attack: self._own_file("instructions.md", attack),
            "GGUF metadata": self._metadata,
            "chat template": self._template,
            "a reply": self._reply,
            "link": self._link,
            "settings": self._settings,
            "catalogue": self._catalogue,
            "socket": self._socket,
            "tool call": self._call,
        }

    def let_in(self, injection: Injection) -> list[str]:
        """What it did, in words; nothing is what should be there."""
        return self._ways[injection.door](injection.attack)

    # What a picture brings: shown, asked about, asked on, opened again from the history.

    def _text(self, attack: str) -> list[str]:
        return self._shown(_picture("picture.png"), attack)

    def _name(self, attack: str) -> list[str]:
        return self._shown(_picture(attack.replace("/", "∕")), "Some words.")

    def _exif(self, attack: str) -> list[str]:
        path = home().with_name("exif.png")
        picture = Image.new("RGB", (16, 16), "white")
        exif = picture.getexif()
        exif[0x010E] = exif[0x013B] = exif[0x9286] = attack.encode("utf-8", "replace").decode("latin-1")
        about = PngImagePlugin.PngInfo()
        about.add_itxt("Comment", attack.encode("utf-8", "replace").decode())
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, exif=exif, pnginfo=about)
        house = House()
        with house.open():
            house.turn(Ask("What is it?", images=(path,)))
            house.turn(Ask("And now?"))
        told = [message.text for stream in house.llm.streams for message in stream if MARK in message.text]
        return house.effects() + [f"the model was told {text!r}" for text in told]

    def _code(self, attack: str) -> list[str]:
        import cv2
        import numpy as np

        drawn = cv2.QRCodeEncoder.create().encode(attack)
        drawn = cv2.copyMakeBorder(drawn, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=255)
        path = home().with_name("code.png")
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.kron(drawn, np.ones((6, 6), np.uint8))).convert("RGB").save(path)
        codes = find_codes(open_picture(path))
        if not codes:
            return ["the code could not be read, so that nothing was tried"]
        return self._shown(path, "") + [f"the code hides {code.text!r}" for code in codes if HIDING.search(code.text)]

    def _shown(self, path: Path, words: str) -> list[str]:
        house = House()
        house.ocr.words = words
        with house.open():
            house.turn(Ask("What does it say?", images=(path,)))
            house.turn(Ask("And what else?"))
            chat = house.events.finished().chat
            house.send(NewChat())
            house.send(OpenChat(chat or 0))
            house.turn(Ask("What was that picture?"))
        effects = house.effects() + self._terminal(house) + self._exported(chat or 0)
        for stream in _longest(house):
            effects += self._tokens.forged(stream)
            effects += [
                f"the fence is broken: {m.text!r}" for m in stream if m.role is Role.USER and not _is_fenced(m.text)
            ]
        if not house.llm.streams:
            effects.append("the model was never asked")
        return effects

    def _terminal(self, house: House) -> list[str]:
        """What of the replies would steer a terminal."""
        shown = io.StringIO()
        console.out.file = console.err.file = shown
        try:
            terminal = Terminal()
            for event in house.events.events:
                terminal.show(event)
        finally:
            console.out.file = console.err.file = None
        return [f"the terminal got {bad[0]!r}" for bad in HIDING.finditer(shown.getvalue())]

    def _exported(self, chat: int) -> list[str]:
        history = History()
        try:
            text = history.export_markdown(chat)
            messages = len(history.messages(chat))
        finally:
            history.close()
        hidden = [f"the exported chat hides {bad[0]!r}" for bad in HIDING.finditer(text)]
        headings = len(re.findall(r"^ {0,3}## (?:You|Earsight),", text, re.MULTILINE))
        return hidden + ([f"{headings} headings for {messages} messages"] if headings != messages else [])

    # What stands in the person's own folder.

    def _title(self, attack: str) -> list[str]:
        house = House()
        with house.open():
            house.turn(Ask("What is tea?"))
        chat = house.events.finished().chat or 0
        history = History()
        history.rename(chat, attack)
        history.close()
        again = House()
        again.before = again._kept()
        with again.open():
            again.send(OpenChat(chat))
            again.turn(Ask("And coffee?"))
        told = [message.text for stream in again.llm.streams for message in stream if MARK in message.text]
        effects = again.effects() + self._exported(chat) + [f"the model was told {text!r}" for text in told]
        effects += _printed(["chats", "list"])
        rows = ChatList()
        history = History()
        rows.show(found(history.search("OWNED")))
        history.close()
        for number in range(rows.rowCount()):
            shown = rows.data(rows.index(number)) + rows.row(rows.index(number)).detail
            effects += [f"the list of chats hides {shown!r}"] if HIDING.search(shown) else []
        return effects

    def _own_file(self, name: str, attack: str) -> list[str]:
        house = House()
        house.llm.remembers = False
        house.rewrite(name, attack)
        with house.open():
            house.turn(Ask("What is tea?"))
            house.turn(Ask("And coffee?"))
        effects = [what for what in house.effects() if "broken-" not in what] + _printed(["memory", "list"])
        for stream in _longest(house):
            effects += self._tokens.forged(stream)
        return effects

    def _settings(self, attack: str) -> list[str]:
        house = House()
        house.rewrite("settings.toml", attack)
        with house.open():
            try:
                person.load()
            except EarsightError as error:
                if "\n" in console.plain(str(error)).strip() or HIDING.search(console.plain(str(error))):
                    return [f"the sentence hides {error}"]
            house.turn(Ask("What is tea?"))
        return house.effects() + _printed(["settings", "list"])

    # What comes with models.

    def _metadata(self, attack: str) -> list[str]:
        folder = home().with_name("models")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{attack.replace('/', '∕')}.gguf"
        path.write_bytes(
            _gguf({"general.architecture": attack, "general.name": attack, "tokenizer.chat_template": attack})
        )
        effects = []
        for look in (read_head, identify):
            try:
                look(path)
            except ModelsError as error:
                effects += [f"the sentence hides {error}"] if HIDING.search(console.plain(str(error))) else []
        return effects + _printed(["models", "add", str(path)]) + _printed(["models", "list"])

    def _template(self, attack: str) -> list[str]:
        messages = [Message(Role.SYSTEM, "Be kind."), Message(Role.USER, "What is tea? " * 50)]
        before, began = list(messages), time.process_time()
        try:
            parts = ChatTemplate(attack, bos="<s>", eos="</s>").parts(messages, (), thinking=False)
        except LlmError:
            took = time.process_time() - began
            return [f"it took {took:.1f} s"] if took > SECONDS else []
        text = "".join(part.text for part in parts)
        effects = ["the messages were changed"] if messages != before else []
        return effects + (["it saw something"] if re.search(r"root:|<class|function|0x", text) else [])

    def _catalogue(self, attack: str) -> list[str]:
        path = home().with_name("catalogue.toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            '[[model]]\nid = "m"\nkind = "llm"\ntitle = "M"\nrepo = "a/b"\nlicence = "MIT"\nlanguages = ["en"]\n'
            f'[[model.files]]\nsha256 = "{"0" * 64}"\n{attack}\n'
        )
        try:
            load_catalogue(path)
        except ModelsError as error:
            return [f"the sentence hides {error}"] if HIDING.search(console.plain(str(error))) else []
        return ["it was taken"]

    # What a model writes.

    def _reply(self, attack: str) -> list[str]:
        house = House()
        house.llm.remembers, house.llm.says = False, attack
        with house.open():
            house.turn(Ask("What is tea?"))
            reply = house.turn(Ask("And coffee?"))
        chat = house.events.finished().chat or 0
        effects = house.effects() + self._terminal(house) + self._exported(chat) + self._in_the_window(reply)
        for stream in _longest(house):
            effects += self._tokens.forged(stream)
        return effects

    def _in_the_window(self, reply: str) -> list[str]:
        loaded: list[str] = []

        class Document(MarkdownDocument):
            def loadResource(self, kind: int, name: QUrl | str) -> None:  # noqa: N802 - Qt's name
                loaded.append(str(name))

        document = Document(self._theme)
        document.show(reply)
        QTextDocument.size(document)
        effects = [f"it loads {name}" for name in loaded]
        effects += [f"the window hides {bad[0]!r}" for bad in HIDING.finditer(document.toPlainText())]
        if "<img" in document.toHtml() or "<style>@" in document.toHtml():
            effects.append("it is read as HTML")
        return effects

    def _link(self, attack: str) -> list[str]:
        document = MarkdownDocument(self._theme)
        document.show(f"[a good link](<{attack}>) <{attack}> {attack}")
        cursor = QTextCursor(document)
        addresses = set()
        for at in range(document.characterCount() - 1):
            cursor.setPosition(at)
            cursor.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
            addresses.add(cursor.charFormat().anchorHref())
        effects = []
        for one in filter(None, addresses):
            url = QUrl(one)
            shown = whole(url.toString(QUrl.ComponentFormattingOption.FullyEncoded)).replace("\n", "")
            if not is_safe(one) or url.scheme() not in {"http", "https", "mailto"}:
                effects.append(f"{one} may open")
            if QUrl(shown) != url or not shown.isascii() or HIDING.search(shown):
                effects.append(f"{one} is shown as {shown}")
        return effects

    def _call(self, attack: str) -> list[str]:
        calls = (ToolCall(attack, {attack: attack, "fact": [attack, {"x": attack}]}),)
        told = [
            Message(Role.USER, "What is tea?"),
            Message(Role.ASSISTANT, attack, calls),
            Message(Role.TOOL, attack),
            Message(Role.USER, "x"),
        ]
        return self._tokens.forged(told)

    def _socket(self, attack: str) -> list[str]:
        single, heard = Single(), []
        for signal in (single.raised, single.talk, single.stop):
            signal.connect(lambda: heard.append("a word was taken"))
        assert single.begin()
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.setblocking(False)
                line.connect(address())
                until = time.monotonic() + 5
                said, answer = attack.encode("utf-8", "surrogateescape"), None
                while answer is None and time.monotonic() < until:
                    try:
                        said = said[line.send(said) :] if said else b""
                        answer = line.recv(16)
                    except BlockingIOError:
                        pass
                    except OSError:
                        answer = b""
                    QCoreApplication.processEvents()
        finally:
            single.close()
        return heard + ([f"it answered {answer!r}"] if answer else [])


def _longest(house: House) -> list[tuple[Message, ...]]:
    """Of all that the model was given, what holds the most: with its own calls, and after all turns."""
    return [max(house.llm.streams, key=len), house.llm.streams[-1]] if house.llm.streams else []


def _picture(name: str) -> Path:
    path = home().with_name(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 64), "white").save(path, "PNG")
    return path


def _is_fenced(text: str) -> bool:
    """Whether all between the date and the question is in whole fences, and no fence is in another."""
    if "<source" not in text:
        return "</source>" not in text
    fence = r'<source name="[^"<>\n]*">\n[^<＜﹤]*\n</source>\n'
    return bool(re.fullmatch(rf"\[[^\]\n]*\]\n(?:{fence})+[^<>\n]+", text)) and not HIDING.search(text)


def _printed(arguments: list[str]) -> list[str]:
    """What a command prints that a terminal must not get."""
    shown = io.StringIO()
    console.out.file = console.err.file = shown
    try:
        with redirect_stdout(shown), redirect_stderr(shown):
            run(arguments)
    finally:
        console.out.file = console.err.file = None
    text = shown.getvalue()
    return [f"`{arguments[0]}` printed {bad[0]!r}" for bad in HIDING.finditer(text)] + (
        ["a traceback"] if "Traceback" in text or "something went wrong" in text else []
    )


def _gguf(told: dict[str, str]) -> bytes:
    def text(value: str) -> bytes:
        raw = value.encode("utf-8", "replace")
        return struct.pack("<Q", len(raw)) + raw

    entries = b"".join(text(key) + struct.pack("<I", 8) + text(value) for key, value in told.items())
    tensor = text("t") + struct.pack("<IQIQ", 1, 1, 0, 0)
    return struct.pack("<4sIQQ", b"GGUF", 3, 1, len(told)) + entries + tensor + b"\0" * 64
