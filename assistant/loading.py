"""Finds the models that the settings name and loads them side by side."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant import paths
from assistant.audio.microphone import VoiceInput
from assistant.audio.playback import Playback
from assistant.errors import EarsightError, LlmError, SttError, TtsError
from assistant.history import History
from assistant.instructions import Instructions
from assistant.llm.base import Llm
from assistant.memory import Memory
from assistant.parts import Parts
from assistant.settings import Settings
from assistant.speech.spoken import speakable
from assistant.speech.stt import Stt
from assistant.speech.tts import Tts
from assistant.threads import share_the_cores, threads
from assistant.vision.ocr import Ocr
from models.catalogue import Catalogue, Kind, load_catalogue
from models.store import Installed, Store

log = logging.getLogger(__name__)

MISSING: dict[Kind, tuple[type[EarsightError], str]] = {
    "stt": (SttError, "speech model"),
    "llm": (LlmError, "language model"),
    "tts": (TtsError, "voice"),
}


def load_parts(
    settings: Settings,
    *,
    hear: bool,
    playback: Playback | None = None,
    microphone: VoiceInput | None = None,
    say: Callable[[str], None],
) -> Parts:
    """Everything a turn needs: Whisper only where something is to be heard, a voice only where there is a playback.

    `say` is told where another model than the chosen one has to serve. Raises what keeps a part from loading.
    """
    share_the_cores()
    store, catalogue = Store(paths.models_folder()), load_catalogue()
    with ThreadPoolExecutor(thread_name_prefix="earsight-load") as pool:
        llm = pool.submit(load_llm, settings, store, catalogue, say)
        stt = pool.submit(load_stt, settings, store, say) if hear else None
        tts = pool.submit(_warm_tts, settings, store, say) if playback is not None else None
        for future in (llm, stt, tts):
            if future is not None and (error := future.exception()):
                raise error
        return Parts(
            settings=settings,
            llm=llm.result(),
            stt=stt.result() if stt is not None else None,
            tts=tts.result() if tts is not None else None,
            memory=Memory(),
            instructions=Instructions(),
            history=History(),
            ocr=Ocr(),
            playback=playback,
            microphone=microphone,
        )


def find_models(settings: Settings) -> tuple[Path, Path, Path]:
    """Where the speech model, the language model and the voice lie that would be loaded; raises as `load_parts`."""
    store = Store(paths.models_folder())
    silent: Callable[[str], None] = log.info
    return (
        choose(store, "stt", settings.stt, silent).path,
        choose(store, "llm", settings.llm, silent).path,
        choose(store, "tts", settings.tts, silent).path,
    )


def load_llm(settings: Settings, store: Store, catalogue: Catalogue, say: Callable[[str], None]) -> Llm:
    """The server in the settings, else the llama.cpp model."""
    if settings.remote_url:
        from assistant.llm.remote import RemoteLlm

        return RemoteLlm(settings.remote_url, settings.remote_model, settings.remote_key, window=settings.context_size)
    from assistant.llm.llama import LlamaLlm

    found = choose(store, "llm", settings.llm, say)
    known = catalogue.get(found.id)
    return LlamaLlm(
        found.path,
        window=settings.context_size,
        threads=threads(settings),
        gpu=settings.gpu,
        thinking=settings.thinking,
        tools=known is None or known.tools,
        prefix_file=paths.home() / "prefix.state",
    )


def load_stt(settings: Settings, store: Store, say: Callable[[str], None]) -> Stt:
    from assistant.speech.stt import Whisper

    found = choose(store, "stt", settings.stt, say)
    return Whisper(found.path, threads=threads(settings))


def load_tts(settings: Settings, store: Store, say: Callable[[str], None]) -> Tts:
    from assistant.speech.tts import Piper

    found = choose(store, "tts", settings.tts, say)
    return Piper(found.path, speed=settings.voice_speed)


def warm_voice(voice: Tts) -> None:
    """Speak unheard: the first words cost several times what later ones do."""
    for _ in voice.synthesize(speakable("**Warm** 1 g up.", voice.language)):
        pass


def _warm_tts(settings: Settings, store: Store, say: Callable[[str], None]) -> Tts:
    voice = load_tts(settings, store, say)
    warm_voice(voice)
    return voice


def choose(store: Store, kind: Kind, wanted: str, say: Callable[[str], None]) -> Installed:
    """The model that is wanted, else the first of its kind that is here, which is said; raises where there is none."""
    if found := store.find(kind, wanted):
        return found
    if installed := store.installed(kind):
        say(f"{wanted} is not on this machine; {installed[0].id} serves instead.")
        return installed[0]
    error, thing = MISSING[kind]
    raise error(f"No {thing} is here; get one with `earsight models pull starter`.")
