"""The installer for Windows, by NSIS, and the version information of its programs."""

import os
import shutil
import time
from pathlib import Path

from project import BUILD, BUNDLE, DIST, MACHINE, ROOT, SUMMARY, TITLE, VERSION, run, size_of, stop

HERE = ROOT / "packaging" / "windows"
FOUR = ".".join([*VERSION.split("."), "0", "0"][:4])


def package() -> dict[str, Path]:
    """dist/Earsight-VERSION-windows-x86_64-setup.exe; the seconds it took are printed."""
    began = time.monotonic()
    out = DIST / f"{TITLE}-{VERSION}-windows-{MACHINE}-setup.exe"
    build(BUNDLE, BUILD / "package" / "earsight.ico", out)
    print(f"{out.name}: {out.stat().st_size / 1e6:.0f} MB in {time.monotonic() - began:.0f} s")
    return {"setup": out}


def build(payload: Path, icon: Path, out: Path) -> None:
    """An installer of that folder."""
    values: dict[str, object] = {
        "VERSION": VERSION,
        "FOUR": FOUR,
        "PAYLOAD": payload,
        "ICON": icon,
        "LICENCE": ROOT / "LICENSE",
        "SIZE_KB": size_of(payload) // 1024,
        "OUT": out,
    }
    if os.name != "nt":
        values["TARGET"] = "amd64-unicode"
    # NSIS reads paths beginning in its script's folder.
    defined = [f"-D{name}={value.resolve() if isinstance(value, Path) else value}" for name, value in values.items()]
    run([makensis(), "-V2", "-WX", *defined, str(HERE / "earsight.nsi")], cwd=HERE)


def makensis() -> str:
    """The compiler of NSIS, which does not put itself on the PATH."""
    places = [Path(os.environ.get("PROGRAMFILES(X86)", "C:/Program Files (x86)")) / "NSIS" / "makensis.exe"]
    found = shutil.which("makensis") or next((str(place) for place in places if place.exists()), None)
    if found is None:
        stop("NSIS is missing. Type: winget install NSIS.NSIS; on Debian: sudo apt-get install nsis")
    return found


def version_file() -> str:
    """What Windows shows under a program's details, as PyInstaller reads it."""
    numbers = tuple(map(int, FOUR.split(".")))
    strings = {"FileDescription": TITLE, "FileVersion": VERSION, "ProductName": TITLE, "ProductVersion": VERSION}
    strings |= {"Comments": SUMMARY, "LegalCopyright": "GPL-3.0-or-later", "OriginalFilename": "earsight.exe"}
    table = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, "
        f"fileType=1, subtype=0, date=(0, 0)), kids=[StringFileInfo([StringTable('040904B0', [{table}])]), "
        "VarFileInfo([VarStruct('Translation', [0x409, 1200])])])\n"
    )
