"""What a person does with the .deb on a clean system: installs it, talks, opens the window, upgrades, removes it."""

import json
import re
import time
import wave
from collections.abc import Iterator
from pathlib import Path

from project import NAME, ROOT, VERSION
from proof.roots import PERSON, Root
from proof.window import WINDOW_PACKAGES, window

DATA = f"/home/{PERSON}/.local/share/{NAME}"
MEMORY = "I live in Bern."
Step = tuple[str, str]
"""What was shown, and what was seen."""


def installing(root: Root, deb: Path, newer: Path, figures: dict[str, object]) -> Iterator[Step]:
    """Every step in order; raises `AssertionError` at the first that fails."""
    before = root.files()
    root.must(["apt-get", "update", "-q"])
    package, upgrade = root.put(deb, "/tmp/earsight.deb"), root.put(newer, "/tmp/newer.deb")
    root.must(["apt-get", "install", "-y", "-q", "--no-install-recommends", "--download-only", package])
    began = time.monotonic()
    root.must(["apt-get", "install", "-y", "-q", "--no-install-recommends", package])
    figures["install_seconds"] = round(time.monotonic() - began, 1)
    size = root.must(["du", "-s", "-B1", "--apparent-size", f"/usr/lib/{NAME}"]).split()[0]
    figures["installed_bytes"] = int(size)
    yield "installed by apt", f"{figures['install_seconds']} s, its dependencies already fetched"
    assert root.must([NAME, "--version"], person=True).strip() == f"{NAME} {VERSION}"
    lines = root.must([NAME, "--selftest", "--models", "/models"], person=True).splitlines()
    assert lines
    assert all(line.startswith("ok ") for line in lines), "\n".join(lines)
    figures["selftest"] = lines
    yield "self-test as an ordinary user", f"{len(lines)} of {len(lines)} lines ok"
    yield "a spoken turn", spoken_turn(root)
    for setting, value in (("llm", "qwen2.5-coder-1.5b-instruct"), ("max_reply", "1024")):
        root.must([NAME, "settings", "set", setting, value], person=True)
    root.must([NAME, "memory", "add", MEMORY], person=True)
    root.must(["mkdir", "-p", f"{DATA}/models"], person=True)
    root.must(["cp", "-r", "/models/en_US-joe-medium", f"{DATA}/models"], person=True)
    root.must(["apt-get", "install", "-y", "-q", "--no-install-recommends", *WINDOW_PACKAGES])
    yield "window under Xvfb", window(root, figures)
    yield "upgrade", upgraded(root, upgrade)
    yield "purge", purged(root, before)


def spoken_turn(root: Root) -> str:
    """A recorded question in, a spoken answer out."""
    root.put(ROOT / "assistant" / "demo" / "question.wav", "/tmp/question.wav")
    root.must([NAME, "settings", "set", "llm", "smollm2-135m-instruct"], person=True)
    root.must([NAME, "settings", "set", "max_reply", "30"], person=True)
    asked = [NAME, "ask", "--audio", "/tmp/question.wav", "--speak", "reply.wav", "--json"]
    said = root.must(asked, person=True, EARSIGHT_MODELS="/models")
    events = {event["event"]: event for event in map(json.loads, said.splitlines())}
    assert "sky" in events["Transcribed"]["text"].lower()
    assert events["TurnFinished"]["outcome"] == "completed"
    with wave.open(str(root.folder / "home" / PERSON / "reply.wav")) as reply:
        seconds = reply.getnframes() / reply.getframerate()
    assert seconds > 0.5
    assert "sky" in root.must([NAME, "chats", "list"], person=True).lower()
    return f"“{events['Transcribed']['text']}” in, {seconds:.1f} s of WAV out"


def upgraded(root: Root, package: str) -> str:
    """What the person has is there after a newer version is installed over the old."""
    chats = root.must([NAME, "chats", "list"], person=True)
    began = time.monotonic()
    root.must(["apt-get", "install", "-y", "-q", "--no-install-recommends", package])
    seconds = time.monotonic() - began
    status = root.must(["dpkg-query", "-W", "-f=${Version}", NAME])
    assert not status.startswith(VERSION), status
    kept(root, chats)
    return f"to {status} in {seconds:.0f} s; chats, memory and models kept"


def kept(root: Root, chats: str) -> None:
    assert root.must([NAME, "chats", "list"], person=True) == chats
    assert MEMORY in root.must([NAME, "memory", "list"], person=True)
    voices = root.must([NAME, "models", "list", "--kind", "tts"], person=True)
    assert re.search(r"en_US-joe-medium .* ready", voices), voices


def purged(root: Root, before: set[str]) -> str:
    """Nothing of the program stays; the person's own folder does."""
    root.must(["apt-get", "purge", "-y", "-q", NAME])
    left = [path for path in root.files() - before if NAME in path.lower()]
    assert not left, left[:10]
    for own in ("chats.sqlite3", "memory.md", "models/en_US-joe-medium"):
        assert (root.folder / DATA.lstrip("/") / own).exists(), f"{own} is gone"
    return "no file of the program left; chats, memory and models kept"


def refused(root: Root, deb: Path) -> str:
    """What an older system says."""
    root.must(["apt-get", "update", "-q"])
    done = root.ran(["apt-get", "install", "-y", "-q", root.put(deb, "/tmp/earsight.deb")])
    assert done.returncode, "it was installed"
    said = re.search(r"Depends: (libc6 \(>= [\d.]+\))", done.stdout + done.stderr)
    assert said, done.stdout + done.stderr
    assert not (root.folder / "usr/lib" / NAME).exists()
    return f"refused: needs {said[1]}"
