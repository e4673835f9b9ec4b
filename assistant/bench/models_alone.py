"""The same three models in a process without an engine, and the engine in a process without a bench."""

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from assistant.bench import apart, texts
from assistant.bench.process import Beside
from assistant.loading import find_models
from assistant.settings import Settings
from assistant.threads import threads

QUESTION = Path(__file__).parents[1] / "demo" / "question.wav"
"""What both are asked, once."""
PYTHON = (sys.executable, "-P", "-m")


def start_plain(settings: Settings) -> AbstractContextManager[Beside | None]:
    """`assistant.bench.plain` with the person's models; None where the model is a server's.

    It has to be started before the models are loaded here, which sets how threads wait for work in its environment,
    too. Raises `EarsightError` where a model is missing or it cannot be started.
    """
    if settings.remote_url:
        return nullcontext()
    whisper, gguf, voice = find_models(settings)
    sizes = settings.context_size, threads(settings), int(settings.gpu), texts.STORY_TOKENS
    return _start("assistant.bench.plain", whisper, gguf, voice, QUESTION, *sizes)


def memory(plain: Beside | None) -> dict[str, int]:
    """Bytes resident after each model was used once: in the assistant, in `plain`, and what the engine takes beyond.

    Both have the same models, window, threads and question. Empty without `plain`.
    """
    if plain is None:
        return {}
    models: int = plain.answer()["memory"]
    with _start("assistant.bench.whole", QUESTION, apart.REPLY_TOKENS) as whole:
        ours: int = whole.answer()["memory"]
    return {"ours": ours, "models": models, "overhead": ours - models}


def _start(module: str, *arguments: object) -> Beside:
    return Beside(
        [*PYTHON, module, *map(str, arguments)],
        cannot_start=f"The Python {sys.executable} cannot be run",
        gone="The models could not be loaded in a second process; there may be too little memory for both.",
    )
