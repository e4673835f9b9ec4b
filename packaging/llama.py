"""llama.cpp built once for all processors: its backends are plugins, the right one is chosen on the person's machine.

The wheel is kept in build/wheels by version, flags, system and processor.
"""

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from project import BUILD, CONSTRAINTS, MACHINE, locked, run, stop

# An address of the build machine's own processor would be in a native build, and end the program on an older one.
FLAGS = ("-DGGML_NATIVE=OFF", "-DGGML_BACKEND_DL=ON", "-DGGML_CPU_ALL_VARIANTS=ON")
VULKAN = "-DGGML_VULKAN=ON"


def version() -> str:
    """The pinned version."""
    found = re.search(r"(?m)^llama_cpp_python==(\S+)$", CONSTRAINTS.read_text("utf-8"))
    if found is None:
        stop("packaging/constraints.txt does not name a version of llama_cpp_python.")
    return found[1]


def flags(*, vulkan: bool) -> list[str]:
    """What llama.cpp is configured with; Metal is in every build for macOS by itself."""
    return [*FLAGS, *([VULKAN] if vulkan else [])]


def can_vulkan() -> bool:
    """Whether this machine has what the Vulkan plugin is compiled with."""
    return sys.platform != "darwin" and shutil.which("glslc") is not None


def wheel(python: Path, *, vulkan: bool) -> Path:
    """The wheel for these flags, built with `python` where it is not there yet."""
    chosen = flags(vulkan=vulkan)
    key = hashlib.sha256("\0".join([version(), sys.platform, MACHINE, *chosen]).encode()).hexdigest()[:12]
    folder = BUILD / "wheels" / f"llama-{version()}-{key}"
    if found := sorted(folder.glob("*.whl")):
        return found[0]
    print("llama.cpp is built for all processors; this takes some minutes, once.", flush=True)
    jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL") or str(os.cpu_count() or 2)
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    # With SOURCE_DATE_EPOCH llama.cpp takes a build for the oldest processor alone.
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    run(
        [
            *[str(python), "-m", "pip", "wheel", "--disable-pip-version-check", "--no-deps", "--no-cache-dir"],
            *["--no-binary", "llama-cpp-python", "--wheel-dir", str(fresh)],
            *["--require-hashes", "-r", str(locked("llama-cpp-python"))],
        ],
        env={"CMAKE_ARGS": " ".join(chosen), "CMAKE_BUILD_PARALLEL_LEVEL": jobs},
        log=BUILD / "logs" / "llama.log",
    )
    fresh.replace(folder)
    return sorted(folder.glob("*.whl"))[0]
