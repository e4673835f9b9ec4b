"""What makes the frozen program smaller on Linux: symbols off, one OpenBLAS for two, of ICU what Qt asks for."""

import re
import shutil
import struct
import subprocess
from pathlib import Path

from project import BUILD, ROOT, run, stop

WORK = BUILD / "package" / "smaller"
NEEDED = {"cc": "build-essential", "nm": "binutils", "objcopy": "binutils", "readelf": "binutils", "strip": "binutils"}
"""Programs, and Debian's packages of them."""
ICU_UNUSED = ("/brkitr/", "/curr/", "/lang/", "/rbnf/", "/region/", "/translit/", "/unit/", "/zone/", ".cnv\0")
"""Of ICU's data, parts of names: names of countries, currencies and time zones, how words part, for all of which Qt has
its own; and encodings other than Unicode, ASCII and Latin-1. Qt sorts by the rest."""


def make_smaller(inside: Path) -> None:
    """Everything below, for the folder that has the libraries; it saves 170 MB."""
    for program, package in NEEDED.items():
        if shutil.which(program) is None:
            stop(f"`{program}` is missing. On Debian type: sudo apt-get install {package}")
    WORK.mkdir(parents=True, exist_ok=True)
    one_blas(inside)
    for data in inside.glob("PySide6/Qt/lib/libicudata.so.*"):
        less_icu(data)
    for path in inside.rglob("*.so*"):
        if not path.is_symlink() and path.is_file():
            strip(path)


def strip(path: Path) -> None:
    """Take symbols that nobody needs off a library that bears it."""
    smaller = path.with_name(f"{path.name}.smaller")
    done = subprocess.run(["strip", "--strip-unneeded", "-o", str(smaller), str(path)], check=False)
    if done.returncode == 0 and can_be_loaded(smaller):
        shutil.copymode(path, smaller)
        smaller.replace(path)
    smaller.unlink(missing_ok=True)


def can_be_loaded(library: Path) -> bool:
    """Whether its segments still lie as the loader wants them; `strip` moves those of a library that was edited."""
    segments = re.findall(r"(?m)^\s+LOAD\s+(0x\w+) (0x\w+) .* (0x\w+)$", told("readelf", "-lW", library))
    return bool(segments) and all((int(at, 16) - int(place, 16)) % int(step, 16) == 0 for at, place, step in segments)


def one_blas(inside: Path) -> None:
    """Let OpenCV calculate with numpy's OpenBLAS instead of its own, if it asks for nothing that blas.c has not."""
    folder = inside / "opencv_python_headless.libs"
    own, numpys = sorted(folder.glob("libopenblas*.so*")), sorted(inside.glob("numpy.libs/libscipy_openblas64_*.so*"))
    if len(own) != 1 or len(numpys) != 1:
        stop("OpenCV's or numpy's OpenBLAS is not where it was; see packaging/linux/smaller.py.")
    made = WORK / own[0].name
    blas(made, numpys[0])
    users = [*inside.glob("cv2/*.so"), *folder.iterdir()]
    asked = {name for user in users if user != own[0] for name in symbols(user, defined=False)}
    if missing := (asked & symbols(own[0], defined=True)) - symbols(made, defined=True):
        stop(f"OpenCV calls {', '.join(sorted(missing))}, too; add it to packaging/linux/blas.c.")
    shutil.copy(made, own[0])
    # Its Fortran goes with it, and then what only that needs.
    for path in sorted(folder.iterdir()):
        if not any(path.name in told("readelf", "-dW", user) for user in users if user.exists() and user != path):
            path.unlink()
    for link in inside.iterdir():
        if link.is_symlink() and not link.exists():
            link.unlink()


def blas(made: Path, numpys: Path) -> None:
    """Compile what gives numpy's OpenBLAS the names by which OpenCV asks; it is found beside or below the bundle's."""
    source = str(ROOT / "packaging" / "linux" / "blas.c")
    places = ["-Wl,-rpath,$ORIGIN/../numpy.libs:$ORIGIN/numpy.libs", f"-Wl,-rpath-link,{numpys.parent}"]
    share(made, "-std=c11", "-O2", "-fPIC", source, str(numpys), "-Wl,--no-undefined", *places)


def less_icu(library: Path) -> None:
    """Take out of ICU's data what is unused; the format is that of ICU's own tool `icupkg`."""
    data = WORK / "icu.dat"
    run(["objcopy", "-O", "binary", "--only-section=.rodata", str(library), str(data)])
    (name,) = symbols(library, defined=True)
    whole = data.read_bytes()
    data.write_bytes(without(whole, ICU_UNUSED))
    source = WORK / "icu.s"
    source.write_text(
        f'.section .rodata\n.balign 16\n.globl {name}\n.type {name}, %object\n{name}: .incbin "{data}"\n'
        f'.size {name}, .-{name}\n.section .note.GNU-stack,"",%progbits\n',
        "utf-8",
    )
    made = WORK / library.name
    share(made, "-nostdlib", str(source))
    shutil.copy(made, library)


def without(package: bytes, parts: tuple[str, ...]) -> bytes:
    """A package of ICU's data without the items that have one of these in their names, which end with a zero.

    Raises `ValueError` where it is no such package. After a header come the number of items, for each where its name
    and where its data lie, the names, and the data in the order of the names. Places are counted from behind the
    header.
    """
    start, magic = struct.unpack_from("<HH", package)
    if magic != 0x27DA or package[12:16] != b"CmnD":
        raise ValueError("This is no package of ICU's data.")
    (count,) = struct.unpack_from("<I", package, start)
    table = struct.unpack_from(f"<{2 * count}I", package, start + 4)
    ends = [*table[3::2], len(package) - start]
    items = []
    for place, begin, end in zip(table[::2], table[1::2], ends, strict=True):
        name = package[start + place : package.index(b"\0", start + place) + 1]
        if not any(part.encode() in name for part in parts):
            items.append((name, package[start + begin : start + end]))
    names_at = 4 + 8 * len(items)
    data_at = names_at + sum(len(name) for name, _ in items)
    gap = -data_at % 16
    data_at += gap
    entries, names, blocks = [], bytearray(), bytearray()
    for name, block in items:
        entries += [names_at + len(names), data_at + len(blocks)]
        names += name
        blocks += block + bytes(-len(block) % 16)
    head = struct.pack(f"<{1 + len(entries)}I", len(items), *entries)
    return package[:start] + head + bytes(names) + bytes(gap) + bytes(blocks)


def share(made: Path, *arguments: str) -> None:
    """Compile a shared library that bears its file's name."""
    run(["cc", "-shared", "-o", str(made), *arguments, f"-Wl,-soname,{made.name}"], log=BUILD / "logs" / "smaller.log")


def symbols(library: Path, *, defined: bool) -> set[str]:
    """The names that a library gives others, or asks of them."""
    rows = (line.split() for line in told("nm", "-D", "--format=posix", library).splitlines())
    return {row[0].split("@")[0] for row in rows if (row[1] not in {"U", "w"}) == defined}


def told(*command: str | Path) -> str:
    """What a program prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
