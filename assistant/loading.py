"""Finds the models that the settings name, and loads each."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant import paths
from assistant.errors import EarsightError, LlmError, SttError, TtsError
from assistant.llm import memory_need
from assistant.llm.base import Llm
from assistant.settings import Settings
from assistant.speech.spoken import speakable
from assistant.speech.stt import Stt
from assistant.speech.tts import Tts
from assistant.threads import threads
from models.catalogue import KINDS, Catalogue, Kind
from models.errors import ModelsError
from models.store import Installed, Store

log = logging.getLogger(__name__)

ERRORS: dict[Kind, type[EarsightError]] = {"stt": SttError, "llm": LlmError, "tts": TtsError}

NOT_ON_GRAPHICS = "The graphics processor cannot hold this model; the processor computes the answers."


def find_models(settings: Settings) -> tuple[Path, Path, Path]:
    """Where the speech model, the language model and the voice lie that would be loaded; raises as `choose`."""
    store = Store(paths.models_folder())
    silent: Callable[[str], None] = log.info
    return (
        choose(store, "stt", settings.stt, silent).path,
        choose(store, "llm", settings.llm, silent).path,
        choose(store, "tts", settings.tts, silent).path,
    )


def load_llm(settings: Settings, store: Store, catalogue: Catalogue, say: Callable[[str], None]) -> Llm:
    """The server in the settings, else the llama.cpp model. Raises `LlmError`."""
    if settings.remote_url:
        from assistant.llm.remote import RemoteLlm

        return RemoteLlm(settings.remote_url, settings.remote_model, settings.remote_key, window=settings.context_size)
    found = _chosen(store, "llm", settings.llm, say)
    known = catalogue.get(found.id)
    return _load_llama(found, settings, store, say, tools=known is None or known.tools, prefix_file="prefix.state")


def choose_vlm(settings: Settings, store: Store) -> Installed | None:
    """The chosen model that looks at pictures, else any that is here. Raises `ModelsError`."""
    return store.find("llm", settings.vlm) if settings.vlm else next(iter(store.installed("vlm")), None)


def load_vlm(settings: Settings, store: Store, say: Callable[[str], None]) -> Llm | None:
    """The model that looks at pictures; None where the chat's does, or none is here. Raises `LlmError`."""
    try:
        chat = None if settings.remote_url else store.find("llm", settings.llm)
        found = choose_vlm(settings, store)
    except ModelsError as error:
        raise LlmError(str(error)) from error
    if not settings.vlm and (found is None or settings.remote_url or (chat is not None and picture_part(chat))):
        return None
    if found is None:
        raise LlmError(f"{settings.vlm} is not on this machine; get it with `earsight models pull`, or change vlm.")
    if chat is not None and chat.path == found.path:
        return None
    _check(store, found, LlmError)
    if picture_part(found) is None:
        raise LlmError(f"{found.id} cannot look at pictures: no picture part (mmproj) is beside it. Change vlm.")
    return _load_llama(found, settings, store, say, tools=False, prefix_file="prefix-vlm.state")


def picture_part(found: Installed) -> Path | None:
    """The mmproj of a model: the catalogue's, or for a person's own the one that lies alone with it in a folder."""
    if found.mmproj is not None:
        return found.mmproj
    beside = [path for path in found.path.parent.glob("*.gguf") if path != found.path]
    return beside[0] if len(beside) == 1 and "mmproj" in beside[0].name.lower() else None


def _load_llama(
    found: Installed, settings: Settings, store: Store, say: Callable[[str], None], *, tools: bool, prefix_file: str
) -> Llm:
    from assistant.llm import backends
    from assistant.llm.llama import LlamaLlm

    load = partial(
        LlamaLlm,
        found.path,
        window=settings.context_size,
        threads=threads(settings),
        thinking=settings.thinking,
        tools=tools,
        prefix_file=paths.home() / prefix_file,
        mmproj=picture_part(found),
        picture_side=settings.picture_side,
        fits=lambda head: memory_need.check(found, head, settings.context_size, picture_part(found), store),
    )
    computes = backends.load(gpu=settings.gpu)
    if computes.trouble:
        say(computes.trouble)
    try:
        return load(gpu=settings.gpu)
    except LlmError:
        if not computes.graphics:
            raise
        llm = load(gpu=False)
        say(NOT_ON_GRAPHICS)
        return llm


def load_stt(settings: Settings, store: Store, say: Callable[[str], None]) -> Stt:
    """The chosen Whisper, else one that is here. Raises `SttError`."""
    from assistant.speech.stt import Whisper

    found = _chosen(store, "stt", settings.stt, say)
    return Whisper(found.path, threads=threads(settings))


def load_tts(settings: Settings, store: Store, say: Callable[[str], None]) -> Tts:
    """The chosen voice, else one that is here. Raises `TtsError`."""
    from assistant.speech.tts import Piper

    found = _chosen(store, "tts", settings.tts, say)
    return Piper(found.path, threads=threads(settings), speed=settings.voice_speed)


def warm_voice(voice: Tts) -> None:
    """Speak unheard: the first words cost several times what later ones do."""
    for _ in voice.synthesize(speakable("**Warm** 1 g up.", voice.language)):
        pass


def _chosen(store: Store, kind: Kind, wanted: str, say: Callable[[str], None]) -> Installed:
    """As `choose`, for a model that is to be loaded: its bytes are right."""
    found = choose(store, kind, wanted, say)
    _check(store, found, ERRORS[kind])
    return found


def _check(store: Store, found: Installed, error: type[EarsightError]) -> None:
    try:
        store.check(found)
    except (ModelsError, OSError) as wrong:
        raise error(str(wrong)) from wrong


def choose(store: Store, kind: Kind, wanted: str, say: Callable[[str], None]) -> Installed:
    """The model that is wanted, else the first of its kind that is here, which is said; raises where there is none."""
    if found := store.find(kind, wanted):
        return found
    if installed := store.installed(kind) or (store.installed("vlm") if kind == "llm" else []):
        say(f"{wanted} is not on this machine; {installed[0].id} serves instead.")
        return installed[0]
    error, thing = ERRORS[kind], KINDS[kind]
    raise error(f"No {thing} is here; get one with `earsight models pull starter`.")
