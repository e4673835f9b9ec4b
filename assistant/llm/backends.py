"""What llama.cpp computes with: the plugin for this processor, and a graphics processor's if its driver works.

A build for one machine has its backends inside, and nothing is loaded here. The installed program has plugins beside
llama.cpp: one for each generation of processors, and in the folder `gpu` those whose drivers may end the process.
"""

import ctypes
import logging
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import LlmError

log = logging.getLogger(__name__)

PROBE_SECONDS = 20.0
"""After which a graphics driver counts as broken."""
GRAPHICS = (1, 2)
"""ggml's kinds of device that are graphics processors: with memory of their own, and sharing the machine's."""
ENDS = {"win32": ".dll", "darwin": ".dylib"}
BROKEN = "The graphics processor's driver does not work, so the processor computes the answers; update the driver."

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Backends:
    """What is loaded in this process."""

    processor: str
    """The plugin's generation of processors, such as `haswell`; empty where llama.cpp was built for one machine."""
    graphics: tuple[str, ...]
    """Names of the graphics processors that can be used."""
    trouble: str = ""
    """A sentence where a graphics processor cannot be used."""


def load(*, gpu: bool) -> Backends:
    """Load what fits this machine, once in a process; `gpu` False leaves graphics drivers alone. Raises `LlmError`."""
    with _lock:
        processor = _processor()
        graphics, trouble = _graphics() if gpu else ((), "")
        return Backends(processor, graphics, trouble)


@cache
def _processor() -> str:
    """Load the best plugin that this processor can run; its generation, or nothing where none is needed."""
    ggml = _registry()
    if ggml.ggml_backend_reg_count():
        return ""
    scores = {path: _score(path) for path in _libraries(_folder(), "ggml-cpu")}
    best = max(scores, key=lambda path: scores[path], default=None)
    if best is None or not scores[best] or not ggml.ggml_backend_load(str(best).encode()):
        raise LlmError("This processor cannot run llama.cpp, or its files are damaged; install Earsight again.")
    generation = best.name.partition("ggml-cpu-")[2].partition(".")[0]
    log.info("llama.cpp computes with its plugin %s", best.name)
    return generation or "any"


@cache
def _graphics() -> tuple[tuple[str, ...], str]:
    """Load the graphics plugins if that is safe; the names of their devices, and a sentence where it is not."""
    ggml = _registry()
    trouble = ""
    if plugins := _libraries(_folder() / "gpu", "ggml-"):
        if probe():
            _load_graphics(ggml, plugins)
        else:
            trouble = BROKEN
    names = tuple(ggml.ggml_backend_dev_description(device).decode("utf-8", "replace") for device in _devices(ggml))
    log.info("graphics processors for llama.cpp: %s", ", ".join(names) or "none")
    return names, trouble


def _folder() -> Path:
    import llama_cpp

    return Path(llama_cpp.__file__).parent / "lib"


@cache
def _registry() -> Any:
    """The functions of the one copy of ggml that llama.cpp itself uses: another copy would have no plugins."""
    logging.getLogger("llama-cpp-python").setLevel(logging.ERROR)  # it tells every plugin that it loads
    if sys.platform == "win32":  # where a library does not show what it was linked with
        from llama_cpp._ggml import libggml as ggml
    else:
        from llama_cpp.llama_cpp import _lib as ggml
    ggml.ggml_backend_load.restype = ctypes.c_void_p
    ggml.ggml_backend_load.argtypes = [ctypes.c_char_p]
    ggml.ggml_backend_reg_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    ggml.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    ggml.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    ggml.ggml_backend_dev_init.restype = ctypes.c_void_p
    ggml.ggml_backend_dev_init.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    ggml.ggml_backend_dev_description.restype = ctypes.c_char_p
    ggml.ggml_backend_dev_description.argtypes = [ctypes.c_void_p]
    return ggml


def _score(plugin: Path) -> int:
    """How well a plugin suits this processor; 0 where it cannot run on it."""
    try:
        return int(ctypes.CDLL(str(plugin)).ggml_backend_score())
    except (OSError, AttributeError):
        log.warning("%s cannot be used", plugin, exc_info=True)
        return 0


def _libraries(folder: Path, start: str) -> list[Path]:
    ends = {".so", ENDS.get(sys.platform, ".so")}
    names = (start, f"lib{start}")
    return sorted(path for path in folder.glob("*") if path.suffix in ends and path.name.startswith(names))


def _load_graphics(ggml: Any, plugins: list[Path]) -> None:
    """Load these plugins; one whose driver is not there is passed over."""
    for plugin in plugins:
        if not ggml.ggml_backend_load(str(plugin).encode()):
            log.info("%s finds no driver", plugin.name)


def _devices(ggml: Any) -> list[int]:
    """The graphics processors."""
    every = [ggml.ggml_backend_dev_get(number) for number in range(ggml.ggml_backend_dev_count())]
    return [device for device in every if ggml.ggml_backend_dev_type(device) in GRAPHICS]


def probe() -> bool:
    """Whether the graphics plugins load and their devices begin, tried in a process that may die of it."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "assistant.llm.probe"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PROBE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        log.warning("the graphics drivers could not be tried", exc_info=True)
        return False
    if done.returncode:
        log.warning("trying the graphics drivers ended with %d", done.returncode)
    return done.returncode == 0


def try_graphics() -> int:
    """What the process of `probe` does: begin with every graphics processor, and come back; its exit code."""
    _processor()
    ggml = _registry()
    _load_graphics(ggml, _libraries(_folder() / "gpu", "ggml-"))
    return 0 if all(ggml.ggml_backend_dev_init(device, None) for device in _devices(ggml)) else 1
