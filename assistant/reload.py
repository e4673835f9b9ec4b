"""Brings an engine's parts to what the settings and the models folder say, and loads only what has changed."""

import logging
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from assistant import paths, sound
from assistant.absent import NoLlm
from assistant.audio.microphone import Microphone, VoiceInput
from assistant.audio.playback import Playback, SpeakerPlayback
from assistant.errors import EarsightError
from assistant.history import History
from assistant.instructions import Instructions
from assistant.loading import choose, choose_vlm, load_llm, load_stt, load_tts, load_vlm, picture_part, warm_voice
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.settings import Settings
from assistant.speech.tts import Tts
from assistant.threads import share_the_cores, threads
from assistant.vision.readers import reader
from models.catalogue import Kind
from models.errors import ModelsError
from models.store import Store

log = logging.getLogger(__name__)

KINDS: tuple[Kind, ...] = ("llm", "stt", "tts")
"""The one that takes longest first."""


def unloaded() -> Parts:
    """Parts without a model or a device, for `Loader.load` to fill."""
    return Parts(
        settings=Settings(),
        llm=NoLlm("The language model is not loaded yet; wait a moment."),
        memory=Memory(),
        instructions=Instructions(),
        history=History(),
        ocr=reader(Settings()),
    )


def load_parts(
    settings: Settings,
    *,
    hear: bool,
    playback: Playback | None = None,
    microphone: VoiceInput | None = None,
    say: Callable[[str], None],
) -> Parts:
    """Everything for turns of one kind: Whisper only where something is heard, a voice only where there is a playback.

    `say` is told where another model than the chosen one has to serve. Raises what keeps a part from loading.
    """
    parts = unloaded()
    needed: dict[Kind, bool] = {"llm": True, "stt": hear, "tts": playback is not None}
    loader = Loader(say)
    failed = loader.load(parts, settings, [kind for kind in KINDS if needed[kind]])
    parts.playback, parts.microphone = playback, microphone
    if failed:
        parts.close()
        raise failed[0]
    loader.warm_voice(parts)
    return parts


class Loader:
    """Remembers what each part was loaded from. One thread uses it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` is told where another model than the chosen one has to serve."""
        self.is_quick = True
        """Whether all that was loaded has been made quick."""
        self._say = say
        self._loaded: dict[Kind, Hashable] = {}
        self._devices: tuple[str, str] | None = None
        self._warm: Tts | None = None
        """The voice that has spoken."""

    def load(self, parts: Parts, settings: Settings, kinds: Sequence[Kind] = KINDS) -> list[EarsightError]:
        """Make `parts` what `settings` ask for, its models of `kinds`, side by side.

        What could not be is absent, and the reason for it returned.
        """
        share_the_cores()
        store = Store(paths.models_folder())
        failed: list[EarsightError] = []
        begun: dict[Kind, tuple[Hashable, Future[Any]]] = {}
        with ThreadPoolExecutor(thread_name_prefix="earsight-load") as pool:
            for kind in kinds:
                try:
                    source = _source(kind, settings, store)
                except (EarsightError, ModelsError) as error:
                    self._drop(kind, parts, str(error))
                    failed.append(_as_ours(error))
                    continue
                if source != self._loaded.get(kind):
                    # The old one goes first: two may not fit in memory.
                    self._drop(kind, parts, "The language model is not loaded; wait a moment.")
                    begun[kind] = source, pool.submit(self._begin, kind, settings, store)
            self._choose_devices(parts, settings)
            if (seeing := _seeing(settings, store)) != self._loaded.get("vlm"):
                self._drop("vlm", parts, "")
                self._loaded["vlm"] = seeing
                parts.load_vlm = partial(load_vlm, settings, store, self._say)
            if parts.settings.ocr != settings.ocr:
                parts.ocr = reader(settings)
            for kind, (source, future) in begun.items():
                try:
                    setattr(parts, kind, future.result())
                    self._loaded[kind] = source
                except Exception as error:
                    log.warning("%s could not be loaded", kind, exc_info=True)
                    self._drop(kind, parts, str(_as_ours(error)))
                    failed.append(_as_ours(error))
        parts.settings = settings
        self.is_quick = False
        return failed

    def make_quick(self, parts: Parts) -> None:
        """Do what the first turn would otherwise wait for; the person may already be asking. Raises `TtsError`."""
        self.is_quick = True
        sound.open_ahead(parts)
        self.warm_voice(parts)

    def warm_voice(self, parts: Parts) -> None:
        """Let a new voice speak unheard. Raises `TtsError`."""
        if parts.tts is not None and parts.tts is not self._warm:
            self._warm = parts.tts
            warm_voice(parts.tts)

    def _begin(self, kind: Kind, settings: Settings, store: Store) -> object:
        if kind == "llm":
            return load_llm(settings, store, store.catalogue, self._say)
        return (load_stt if kind == "stt" else load_tts)(settings, store, self._say)

    def _drop(self, kind: Kind, parts: Parts, reason: str) -> None:
        self._loaded.pop(kind, None)
        if kind == "llm":
            parts.llm.close()
            parts.llm = NoLlm(reason)
        elif kind == "vlm" and parts.vlm is not None:
            parts.vlm.close()
            parts.vlm = None
        elif kind == "stt" and parts.stt is not None:
            parts.stt.close()
            parts.stt = None
        elif kind == "tts":
            parts.tts = None

    def _choose_devices(self, parts: Parts, settings: Settings) -> None:
        chosen = settings.microphone, settings.speaker
        if chosen == self._devices:
            return
        for device in (parts.microphone, parts.playback):
            if device is not None:
                device.close()
        parts.microphone, parts.playback = Microphone(settings.microphone), SpeakerPlayback(settings.speaker)
        self._devices = chosen


def _source(kind: Kind, settings: Settings, store: Store) -> Hashable:
    """All that decides what would be loaded; raises as `choose` where there is nothing."""
    if kind == "llm" and settings.remote_url:
        return settings.remote_url, settings.remote_model, settings.remote_key, settings.context_size
    found = choose(store, kind, getattr(settings, kind), log.info)
    mmproj = picture_part(found) if kind == "llm" else None
    how: dict[Kind, tuple[object, ...]] = {
        "llm": (settings.context_size, settings.gpu, settings.thinking, settings.picture_side, threads(settings)),
        "stt": (threads(settings),),
        "tts": (settings.voice_speed, threads(settings)),
    }
    return found.path, _changed_at(found.path), mmproj, how[kind]


def _seeing(settings: Settings, store: Store) -> Hashable:
    """All that decides which model looks at pictures in the chat's place; it is loaded when there is a picture."""
    chat = settings.remote_url or settings.llm
    try:
        found = choose_vlm(settings, store)
    except ModelsError:
        found = None
    here = None if found is None else (found.path, _changed_at(found.path), picture_part(found))
    how = settings.context_size, settings.gpu, settings.thinking, settings.picture_side, threads(settings)
    return settings.vlm, chat, here, how


def _changed_at(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _as_ours(error: Exception) -> EarsightError:
    """An error whose words are for the person."""
    if isinstance(error, EarsightError):
        return error
    if isinstance(error, ModelsError):
        return EarsightError(str(error))
    return EarsightError(f"A model could not be loaded; the log {paths.log_file()} says why.")
