"""Sets up a fresh checkout: system packages, a private `.venv`, the models. Needs nothing but Python itself.

usage: setup.py run|test|labels
"""

import ctypes.util
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
SUPPORTED = ((3, 13), (3, 12), (3, 11))
LOCKS = {"run": ROOT / "packaging" / "lock-run.txt", "test": ROOT / "packaging" / "lock-dev.txt"}
"""Each package at its version with the hashes of its files; lock.py makes them."""
INSTALLERS = ("pip", "setuptools")
"""What installs the rest, and is in every lock, too."""
MODELS = {"run": "starter", "test": "tests"}

# What is missing from the system is told by a program or a library, and mended by a Debian package.
NEEDED = (
    ("program", "c++", "build-essential"),
    ("library", "portaudio", "libportaudio2"),
    ("module", "ensurepip", "python3-venv"),
    # What Qt's window on X11 and Wayland is made with.
    ("library", "EGL", "libegl1"),
    ("library", "GL", "libgl1"),
    ("library", "fontconfig", "libfontconfig1"),
    ("library", "dbus-1", "libdbus-1-3"),
    ("library", "xkbcommon", "libxkbcommon0"),
    ("library", "xkbcommon-x11", "libxkbcommon-x11-0"),
    ("library", "xcb-cursor", "libxcb-cursor0"),
    ("library", "xcb-icccm", "libxcb-icccm4"),
    ("library", "xcb-image", "libxcb-image0"),
    ("library", "xcb-keysyms", "libxcb-keysyms1"),
    ("library", "xcb-render-util", "libxcb-render-util0"),
    ("library", "xcb-shape", "libxcb-shape0"),
)
NEEDED_FOR_TESTS = (
    ("program", "pulseaudio", "pulseaudio"),
    ("program", "paplay", "pulseaudio-utils"),
    ("file", "alsa-lib/libasound_module_pcm_pulse.so", "libasound2-plugins"),
    ("program", "Xvfb", "xvfb"),
    ("program", "xdotool", "xdotool"),
    ("program", "tesseract", "tesseract-ocr"),
    ("program", "xprop", "x11-utils"),
    ("program", "dbus-daemon", "dbus-daemon"),
)
# The typefaces that the labels of `make bench-vision` are set in.
NEEDED_FOR_LABELS = (
    ("font", "liberation", "fonts-liberation"),
    ("font", "lato", "fonts-lato"),
    ("font", "open-sans", "fonts-open-sans"),
    ("font", "roboto/unhinted", "fonts-roboto-unhinted"),
)


def main(what: str) -> None:
    if what == "labels":
        system_packages(NEEDED_FOR_LABELS if sys.platform == "linux" else ())
        return
    system_packages(NEEDED + (NEEDED_FOR_TESTS if what == "test" else ()))
    environment(what)
    # Where Python may write no bytecode, or has not yet, each start would compile all of it.
    run([str(PYTHON), "-m", "compileall", "-q", "assistant", "models", "ui"])
    run([str(PYTHON), "-m", "assistant.cli", "models", "pull", MODELS[what], "--yes"])


def system_packages(wanted: tuple[tuple[str, str, str], ...]) -> None:
    """Install what is missing where that is allowed; else say the exact line to type, and go no further."""
    if sys.platform == "darwin":
        if not is_here("program", "c++"):
            stop("A C++ compiler is missing. Type: xcode-select --install")
        return
    if WINDOWS:
        if not (shutil.which("cl") or shutil.which("c++") or program_files_has_compiler()):
            stop("A C++ compiler is missing. Type: winget install Microsoft.VisualStudio.2022.BuildTools")
        return
    missing = [package for kind, name, package in wanted if not is_here(kind, name)]
    if not missing:
        return
    line = ["apt-get", "install", "-y", *missing]
    if not shutil.which("apt-get"):
        stop(f"Install what your system calls these Debian packages, then try again: {' '.join(missing)}")
    if os.geteuid() != 0:
        if not may_sudo():
            stop(f"Some system packages are missing. Type: sudo {' '.join(line)}")
        line = ["sudo", "-n", *line]
    print(f"Installing system packages: {' '.join(missing)}", flush=True)
    update = [*line[: line.index("apt-get") + 1], "update"]
    quietly(update)
    quietly(line, {**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def may_sudo() -> bool:
    """Whether sudo works here without asking for a password."""
    asked = ["sudo", "-n", "true"]
    return shutil.which("sudo") is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def is_here(kind: str, name: str) -> bool:
    if kind == "program":
        return shutil.which(name) is not None
    if kind == "module":
        return importlib.util.find_spec(name) is not None
    if kind == "library":
        return ctypes.util.find_library(name) is not None
    if kind == "font":
        return Path("/usr/share/fonts/truetype", name).is_dir()
    return any(True for folder in ("/usr/lib", "/usr/lib64") for _ in Path(folder).glob(f"*/{name}"))


def program_files_has_compiler() -> bool:
    folders = [os.environ.get(name) for name in ("ProgramFiles", "ProgramFiles(x86)")]
    return any(
        True
        for folder in folders
        if folder
        for _ in Path(folder, "Microsoft Visual Studio").glob("*/*/VC/Tools/MSVC/*")
    )


def environment(what: str) -> None:
    """The private `.venv` with everything in it; done again only when its recipe has changed."""
    python = interpreter()
    recipe = [
        (ROOT / "pyproject.toml").read_bytes(),
        LOCKS[what].read_bytes(),
        str(python).encode(),
        str(ROOT).encode(),
    ]
    stamp = VENV / f"set-up-for-{what}"
    wanted = hashlib.sha256(b"\0".join(recipe)).hexdigest()
    if PYTHON.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    print("Setting up .venv; llama.cpp is compiled once, which takes some minutes.", flush=True)
    if not PYTHON.exists() and subprocess.run([str(python), "-m", "venv", str(VENV)], check=False).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop("A virtual environment cannot be made. On Debian type: sudo apt-get install python3-venv")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    with tempfile.TemporaryDirectory() as scratch:
        installers = Path(scratch) / "installers.txt"
        installers.write_text(locked(LOCKS[what], INSTALLERS), "utf-8")
        watched([*pip, "--require-hashes", "-r", str(installers)])
    watched([*pip, "--require-hashes", "-r", str(LOCKS[what])])
    watched([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(wanted, "utf-8")


def locked(lock: Path, names: "tuple[str, ...]") -> str:
    """What the lock says of these packages."""
    entries = re.findall(r"(?m)^([a-z0-9-]+)(==(?:.*\\\n)*.*)", lock.read_text("utf-8"))
    return "".join(f"{name}{rest}\n" for name, rest in entries if name in names)


def interpreter() -> Path:
    """A Python of a supported version: this one, or one that is installed beside it."""
    if sys.version_info[:2] in SUPPORTED:
        return Path(sys.executable)
    for major, minor in SUPPORTED:
        if found := shutil.which(f"python{major}.{minor}"):
            return Path(found)
    stop("Earsight needs Python 3.11, 3.12 or 3.13. Install one of them, then try again.")
    raise AssertionError


def quietly(command: list[str], env: "dict[str, str] | None" = None) -> None:
    """Run a command and show what it printed only where it fails."""
    done = subprocess.run(command, check=False, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout)
        stop(f"This did not work: {' '.join(command)}")


def watched(command: list[str]) -> None:
    """Run a command that takes long: its latest line on a terminal, all of it where it fails."""
    width = shutil.get_terminal_size().columns - 1
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if sys.stdout.isatty():
                print(f"\r{line.strip()[:width]:<{width}}", end="", flush=True)
    if sys.stdout.isatty():
        print(f"\r{'':<{width}}\r", end="", flush=True)
    if process.returncode:
        print("".join(said))
        stop(f"This did not work: {' '.join(command)}")


def run(command: list[str]) -> None:
    if code := subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(code)


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {*LOCKS, "labels"}:
        stop("usage: setup.py run|test|labels")
    main(sys.argv[1])
