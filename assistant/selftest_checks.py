"""What the self-test does with each library: real work, small enough for a slow machine, and looks at the result."""

import os
import random
import shlex
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np

from assistant.cancel import CancelToken
from assistant.errors import EarsightError
from models.catalogue import Kind
from models.store import Store

WORDS = 12
"""Tokens of the reply."""
TEXT = "SUGARS 12 g"


class NotHere(Exception):
    """There is no model to check with; the text says how to get one."""


class Wrong(Exception):
    """A library came to a wrong result."""


def _model(models: Path, kind: Kind) -> Path:
    """The smallest model of that kind."""
    found = [one for one in Store(models).installed(kind) if one.kind == kind]
    if not found:
        lacks = f"no model in {models}" if models.is_dir() else f"there is no folder {models}"
        raise NotHere(f"{lacks}; get models with: {_pull(models)}")
    return min((one.path for one in found), key=_size)


def _pull(models: Path) -> str:
    """The line to type for models in this very folder."""
    line = "earsight models pull tests"
    if os.environ.get("EARSIGHT_MODELS") == str(models):
        return line
    if sys.platform == "win32":
        return f"$env:EARSIGHT_MODELS = '{models}'; {line}"
    return f"EARSIGHT_MODELS={shlex.quote(str(models))} {line}"


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*")) if path.is_dir() else path.stat().st_size


def _question() -> "tuple[np.ndarray[tuple[int], np.dtype[np.float32]], int]":
    """The recorded question of the demo: samples and rate."""
    from assistant.audio.files import read_clip

    with as_file(files("assistant") / "demo" / "question.wav") as path:
        clip = read_clip(path)
    return clip.samples, clip.rate


def language_model(models: Path) -> str:
    """A reply from a GGUF file."""
    from assistant.llm import backends
    from assistant.llm.base import Message, Role, Sampling, Text
    from assistant.llm.llama import LlamaLlm
    from assistant.settings import Settings
    from assistant.threads import share_the_cores, threads

    share_the_cores()
    computes = backends.load(gpu=True)
    path = _model(models, "llm")
    llm = LlamaLlm(path, window=1024, threads=threads(Settings()), gpu=True)
    try:
        brief = Message(Role.SYSTEM, "You are a helpful assistant. Answer in one short sentence.")
        question = [brief, Message(Role.USER, "What is the capital of France?")]
        began, deltas = time.monotonic(), []
        for delta in llm.stream(question, Sampling(0.0, 1.0, 0, WORDS), CancelToken()):
            if isinstance(delta, Text):
                deltas.append(delta.text)
        seconds = time.monotonic() - began
    finally:
        llm.close()
    if "Paris" not in (reply := "".join(deltas)):
        raise Wrong(f"{path.name} answered {reply!r}")
    on = ", ".join(computes.graphics) or f"processor, plugin {computes.processor or 'built in'}"
    return f"{path.name} answered in {seconds:.1f} s ({on})"


def picture_model(_models: Path) -> str:
    """The library by which a language model sees."""
    from llama_cpp import mtmd_cpp

    marker = mtmd_cpp.mtmd_default_marker().decode()
    if not marker:
        raise Wrong("no marker for a picture")
    return f"ready, {marker} stands for a picture"


def transcription(models: Path) -> str:
    """A recorded question, understood."""
    from assistant.audio.clip import Clip
    from assistant.audio.files import resample
    from assistant.settings import Settings
    from assistant.speech.stt import RATE, Whisper
    from assistant.threads import threads

    whisper = Whisper(_model(models, "stt"), threads=threads(Settings()))
    voice = resample(Clip(*_question()), RATE).samples
    try:
        heard = whisper.transcribe(voice, "en", CancelToken(), lambda _: None).text
    finally:
        whisper.close()
    if "sky" not in heard.lower():
        raise Wrong(f"understood {heard!r}")
    return f"understood: {heard}"


def synthesis(models: Path) -> str:
    """A spoken sentence."""
    from assistant.settings import Settings
    from assistant.speech.tts import Piper
    from assistant.threads import threads

    voice = Piper(_model(models, "tts"), threads=threads(Settings()))
    clips = list(voice.synthesize("Good morning, this is a test."))
    seconds = sum(clip.seconds for clip in clips)
    loudest = max((float(np.abs(clip.samples).max()) for clip in clips), default=0.0)
    if seconds < 0.5 or loudest < 0.01:
        raise Wrong(f"{seconds:.1f} s of sound as loud as {loudest:.3f}")
    return f"spoke for {seconds:.1f} s"


def voice_detector(_models: Path) -> str:
    """Where in the recorded question somebody speaks."""
    from assistant.audio.clip import Clip
    from assistant.audio.files import resample
    from assistant.audio.vad import RATE, VoiceDetector

    detector = VoiceDetector()
    detector.feed(resample(Clip(*_question()), RATE).samples)
    if not detector.spans:
        raise Wrong("heard nobody in the recorded question")
    return f"heard a voice after {detector.spans[0].start / RATE:.1f} s"


def echo_canceller(_models: Path) -> str:
    """A sound that is played and heard again is taken out."""
    from assistant.audio.echo import echo_remover
    from assistant.audio.microphone import RATE
    from assistant.events import Echo

    remover = echo_remover()
    if remover.echo is not Echo.CANCELLED:
        raise Wrong("the echo canceller is not there")
    chance = random.Random(1)
    noise = np.array([chance.uniform(-0.3, 0.3) for _ in range(RATE * 2)], np.float32)
    left = []
    for start in range(0, len(noise), RATE // 10):
        block = noise[start : start + RATE // 10]
        remover.played(block, RATE)
        left.append(remover.clean(block * 0.5))
    heard = np.concatenate(left)[-RATE // 2 :]
    loud = float(np.sqrt(np.mean(heard**2))) if len(heard) else 0.0
    if not len(heard) or loud > 0.05:
        raise Wrong(f"an echo is left as loud as {loud:.3f}")
    return f"an echo of 0.087 becomes {loud:.3f}"


def sound_files(_models: Path) -> str:
    """FLAC, OGG and MP3, written, read and resampled."""
    import soundfile

    from assistant.audio.files import read_clip, resample

    tone = (0.5 * np.sin(np.arange(24_000) * 0.1)).astype(np.float32)
    with tempfile.TemporaryDirectory() as folder:
        for end in ("flac", "ogg", "mp3"):
            path = Path(folder) / f"tone.{end}"
            soundfile.write(path, tone, 24_000)
            seconds = resample(read_clip(path), 16_000).seconds
            if abs(seconds - 1) > 0.1:
                raise Wrong(f"1 s of {end} became {seconds:.2f} s")
    return "FLAC, OGG and MP3 written and read"


def device_list(_models: Path) -> str:
    """PortAudio, which may find no device."""
    import sounddevice

    count = len(sounddevice.query_devices())
    return f"{sounddevice.get_portaudio_version()[1].partition(',')[0]}, {count} devices"


def text_reader(_models: Path) -> str:
    """Printed text in a picture, read."""
    from PIL import Image, ImageDraw, ImageFont

    from assistant.vision.ocr import RapidOcr
    from assistant.vision.picture import Picture

    picture = Image.new("RGB", (480, 120), "white")
    ImageDraw.Draw(picture).text((24, 30), TEXT, "black", ImageFont.load_default(48))
    lines = RapidOcr(2).read(Picture("self-test", np.asarray(picture)), CancelToken())
    found = " ".join(line.text for line in lines)
    if found.replace(" ", "").lower() != TEXT.replace(" ", "").lower():
        raise Wrong(f"read {found!r} where {TEXT!r} stands")
    return f"read: {found}"


def opencv(_models: Path) -> str:
    """A JPEG written and read, and a code found."""
    import cv2

    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:, 32:] = 255
    done, data = cv2.imencode(".jpg", picture)
    back = cv2.imdecode(data, cv2.IMREAD_COLOR) if done else None
    if back is None or back.shape != picture.shape or abs(float(back.mean()) - 127.5) > 3:
        raise Wrong("a JPEG is not what was written")
    code = cv2.resize(cv2.QRCodeEncoder.create().encode("earsight"), None, fx=8, fy=8, interpolation=0)
    text = cv2.QRCodeDetector().detectAndDecode(cv2.copyMakeBorder(code, 32, 32, 32, 32, 0, value=255))[0]
    if text != "earsight":
        raise Wrong(f"a code was read as {text!r}")
    return f"{cv2.__version__}, a JPEG of {len(data)} bytes, a code read"


def chats(_models: Path) -> str:
    """SQLite with full-text search."""
    from assistant.history import History

    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder) / "chats.sqlite3")
        try:
            history.add_turn(history.new_chat(), "Where is the almond milk?", "In the fridge.")
            found = history.search("almond")
        finally:
            history.close()
    if len(found) != 1:
        raise Wrong("a chat that was stored is not found")
    return f"SQLite {sqlite3.sqlite_version}, stored and found"


def memory(_models: Path) -> str:
    """What is remembered, and the settings: written and read."""
    from assistant import settings
    from assistant.memory import Memory

    Memory().add("I live in Bern.")
    settings.change(voice_speed=1.5)
    if "Bern" not in Memory().read().text or settings.load().voice_speed != 1.5:
        raise Wrong("what was written is not read again")
    return "written and read"


def words(_models: Path) -> str:
    """Numbers, symbols and Markdown as a voice says them."""
    from assistant.speech.spoken import speakable

    said = speakable("**12** apples 🍏", "en")
    if "twelve" not in said or "*" in said or "🍏" in said:
        raise Wrong(f"made {said!r}")
    return said


def network(_models: Path) -> str:
    """Certificates, and the library that fetches: nothing is sent anywhere."""
    import httpx
    from huggingface_hub import hf_hub_url

    count = httpx.create_ssl_context().cert_store_stats()["x509_ca"]
    if not count or not ssl.create_default_context().cert_store_stats()["x509_ca"]:
        raise Wrong("there are no certificates; install ca-certificates")
    if not hf_hub_url("a/b", "c").startswith("https://"):
        raise Wrong("the hub's address is not an encrypted one")
    return f"{ssl.OPENSSL_VERSION}, {count} certificates"


def package_index(_models: Path) -> str:
    """What fetches packages for models that the hub does not give."""
    from models import pip

    if not pip.available():
        raise EarsightError("pip is not there.")
    command = [sys.executable, "-m", "pip", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise Wrong(done.stderr[-200:])
    return " ".join(done.stdout.split()[:2])
