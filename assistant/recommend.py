"""Which models suit this machine, and why in a few plain words: a pure function of the catalogue and the machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import EarsightError
from models.catalogue import STARTER, Catalogue, Kind, Model

GIB = 1 << 30
GB = 1_000_000_000

COMFORTABLE, MOST = 0.4, 0.6
"""Shares of the memory that one model may take: beside all that runs on a desktop, and at the very most."""
PER_CORE, PROCESSOR, GRAPHICS = 12.0, 30.0, 100.0
"""GB of weights read in a second: by each core, by a whole processor at most, by a graphics processor.

A language model reads all its weights for each token. Two cores read 37 GB/s where this was measured; most machines
do worse.
"""
QUICK, SPEAKING = 10.0, 5.0
"""Tokens in a second: at which an answer feels quick, and below which the voice has to wait for it."""
HEARING = 6.0
"""Seconds of one core to understand five seconds of speech, for each GB of a Whisper model."""
PROMPT = 0.5
"""Seconds for the same within which an answer still feels quick."""
LATE = 2.0
"""Seconds for the same beyond which talking becomes waiting."""

# The best first; a model that is not named here is judged, and never recommended.
LANGUAGE_MODELS = (
    "qwen3-4b-instruct-2507",
    "qwen3-1.7b-q4_k_m",
    "qwen2.5-1.5b-instruct",
    "qwen2.5-coder-1.5b-instruct",
    "smollm2-135m-instruct",
)
SEEING = ("qwen3-vl-4b-instruct", "qwen3-vl-2b-instruct", "smolvlm2-500m-video-instruct")
ENGLISH_EARS = ("faster-whisper-small.en", "faster-whisper-base.en", "faster-whisper-tiny.en")
EARS = ("faster-whisper-small", "faster-whisper-base", "faster-whisper-tiny")
VOICES = (
    "en_US-ljspeech-medium", "en_US-joe-medium",
    "de_DE-thorsten-medium", "fr_FR-siwis-medium", "es_ES-davefx-medium", "it_IT-paola-medium",
    "pt_BR-faber-medium", "nl_NL-pim-medium", "pl_PL-gosia-medium", "ru_RU-denis-medium",
    "uk_UA-ukrainian_tts-medium",
)  # fmt: skip
"""Under licences that allow every use."""
THINKS_FIRST = ("qwen3-4b-thinking-2507",)
"""Models that think before every answer, whatever they are told."""
NEEDED: tuple[Kind, ...] = ("stt", "llm", "tts")
"""What a conversation takes."""


@dataclass(frozen=True, slots=True)
class Machine:
    memory: int
    """Bytes, as the system states them."""
    cores: int
    gpu: bool
    """llama.cpp was built with a graphics processor's backend."""

    @property
    def gib(self) -> int:
        """Memory as people name it: a machine of 16 GB shows the system a little less."""
        return max(1, round(self.memory / GIB))


class Fit(StrEnum):
    FITS = "fits"
    SLOW = "slow"
    TIGHT = "tight"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Advice:
    fit: Fit
    recommended: bool
    reason: str
    """One plain sentence."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A whole set to begin with."""

    name: str
    why: str
    models: tuple[Model, ...]

    @property
    def size(self) -> int:
        """Bytes of all files whose size is known."""
        return sum(model.size or 0 for model in self.models)


def advise(models: Sequence[Model], machine: Machine, language: str = "en") -> dict[str, Advice]:
    """What is to be said about each model, by its id; `language` is the two-letter code of the person's language."""
    known = {model.id: model for model in models}
    best = {
        found.id
        for ranked in (_ears(language), LANGUAGE_MODELS, SEEING, _voices(known, language))
        if (found := _best(ranked, known, machine)) is not None
    }
    return {model.id: _advice(model, machine, recommended=model.id in best) for model in models}


def choices(catalogue: Catalogue, machine: Machine, language: str = "en") -> list[Choice]:
    """Sets to begin with, the recommended one first; raises nothing, and is empty only for an empty catalogue."""
    known = {model.id: model for model in catalogue.models}
    ears, minds = _present(_ears(language), known), _present(LANGUAGE_MODELS, known)
    ear, mind = _best(_ears(language), known, machine), _best(LANGUAGE_MODELS, known, machine)
    voice = _best(_voices(known, language), known, machine)
    found = []
    if ear and mind and voice:
        smaller = _smaller(ears, ear) or ear, _smaller(minds, mind) or mind
        larger = (_larger(minds, mind, machine) or mind,)
        found = [
            Choice("Recommended", "The best for talking on this machine.", (ear, mind, voice)),
            Choice("Smaller", "Quicker to fetch and to answer; knows less.", (*smaller, voice)),
            Choice("Larger", "Better answers, with a longer wait for each.", (ear, *larger, voice)),
        ]
    if STARTER in catalogue.sets:
        members = tuple(catalogue.members(STARTER))
        found.append(Choice("Starter", "English; can be had from more than one place.", members))
    seen: list[frozenset[str]] = []
    fresh = []
    for choice in found:
        ids = frozenset(model.id for model in choice.models)
        if ids not in seen:
            seen.append(ids)
            fresh.append(choice)
    return fresh


def this_machine() -> Machine:
    """What is known of the machine this runs on."""
    import os

    import psutil

    try:
        from assistant.llm import backends

        gpu = bool(backends.load(gpu=True).graphics)
    except (EarsightError, ImportError, OSError, RuntimeError):
        gpu = False
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    return Machine(psutil.virtual_memory().total, cores, gpu)


def _ears(language: str) -> tuple[str, ...]:
    return ENGLISH_EARS if language == "en" else EARS


def _voices(known: dict[str, Model], language: str) -> tuple[str, ...]:
    """The voices of that language; where there is none, the English ones."""
    of_it = tuple(name for name in VOICES if name in known and language in known[name].languages)
    return of_it or tuple(name for name in VOICES if name in known and "en" in known[name].languages)


def _present(ranked: Sequence[str], known: dict[str, Model]) -> list[Model]:
    return [known[name] for name in ranked if name in known]


def _best(ranked: Sequence[str], known: dict[str, Model], machine: Machine) -> Model | None:
    """The best that answers quickly and leaves room; else the smallest that can run at all."""
    present = _present(ranked, known)
    for model in present:
        if _need(model) <= COMFORTABLE * machine.gib * GIB and _is_quick(model, machine):
            return model
    fitting = [model for model in present if _need(model) <= machine.gib * GIB]
    return min(fitting, key=lambda model: model.size or 0, default=None)


def _smaller(ranked: list[Model], than: Model) -> Model | None:
    """The next that is worth fetching instead; the tiniest language model is none for a machine that can do more."""
    below = ranked[ranked.index(than) + 1 :]
    return next((one for one in below if one.id != LANGUAGE_MODELS[-1] and (one.size or 0) < (than.size or 0)), None)


def _larger(ranked: list[Model], than: Model, machine: Machine) -> Model | None:
    above = reversed(ranked[: ranked.index(than)])
    return next((one for one in above if _advice(one, machine, recommended=False).fit is Fit.FITS), None)


def _need(model: Model) -> float:
    """Bytes of memory while it runs; a voice needs little more than its file."""
    return model.ram_gb * GB if model.ram_gb else 2.0 * (model.size or 0)


def _tokens_a_second(model: Model, machine: Machine) -> float:
    speed = GRAPHICS if machine.gpu else min(PER_CORE * machine.cores, PROCESSOR)
    return speed * GB / (model.size or _need(model) or GB)


def _hearing(model: Model, machine: Machine) -> float:
    """Seconds to understand a question of five seconds."""
    return HEARING * (model.size or GB) / GB / min(machine.cores, 8)


def _is_quick(model: Model, machine: Machine) -> bool:
    if model.kind == "stt":
        return _hearing(model, machine) <= PROMPT
    return model.kind == "tts" or _tokens_a_second(model, machine) >= QUICK


def _advice(model: Model, machine: Machine, *, recommended: bool) -> Advice:
    need, have = _need(model), f"{machine.gib} GB"
    amount = f"{need / GB:.1f}".removesuffix(".0") + " GB"
    if need > machine.gib * GIB:
        return Advice(Fit.TOO_LARGE, recommended, f"Too large for this machine: needs {amount}, you have {have}.")
    if need > MOST * machine.gib * GIB:
        reason = f"Tight on this machine: needs {amount} of your {have}, which leaves other programs little."
        return Advice(Fit.TIGHT, recommended, reason)
    fit, pace = _pace(model, machine)
    return Advice(fit, recommended, f"Fits this machine: needs {amount} of your {have}{pace}.")


def _pace(model: Model, machine: Machine) -> tuple[Fit, str]:
    """How quick it is, as the end of a sentence."""
    if model.kind == "tts":
        return Fit.FITS, " and speaks a little later than others" if model.id.endswith(
            "-high"
        ) else " and speaks at once"
    if model.kind == "stt":
        seconds = _hearing(model, machine)
        took = "within half a second" if seconds <= PROMPT else f"in about {max(1, round(seconds))} s"
        return Fit.SLOW if seconds > LATE else Fit.FITS, f"; understands a question {took}"
    if model.id in THINKS_FIRST:
        return Fit.SLOW, ", but thinks before every answer: too slow for talking"
    speed = _tokens_a_second(model, machine)
    if speed < SPEAKING:
        return Fit.SLOW, ", but answers more slowly than it speaks"
    if model.kind == "vlm" and not machine.gpu:
        return Fit.FITS, "; a picture takes some seconds without a graphics card"
    return Fit.FITS, " and answers quickly" if speed >= QUICK else "; answers about as fast as it speaks"
