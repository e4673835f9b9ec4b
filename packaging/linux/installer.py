"""The .deb and the .rpm of a frozen program, by nfpm; what they depend on is read from the libraries themselves."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from freeze import VENV
from project import (
    APP_ID,
    BUILD,
    BUNDLE,
    DIST,
    HOMEPAGE,
    LICENCE,
    MACHINE,
    NAME,
    ROOT,
    SUMMARY,
    TITLE,
    VERSION,
    run,
    stop,
)

HERE = ROOT / "packaging" / "linux"
DRAWN = BUILD / "package"
HOME = f"/usr/lib/{NAME}"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
GLIBC = {
    "ld-linux-aarch64",
    "ld-linux-x86-64",
    "libc",
    "libdl",
    "libm",
    "libmvec",
    "libpthread",
    "libresolv",
    "librt",
    "libutil",
}
DEB = {
    "libasound.so.2": "libasound2",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgbm.so.1": "libgbm1",
    "libgcc_s.so.1": "libgcc-s1",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGLX.so.0": "libglx0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libOpenGL.so.0": "libopengl0",
    "libstdc++.so.6": "libstdc++6",
    "libtinfo.so.6": "libtinfo6",
    "libuuid.so.1": "libuuid1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libXext.so.6": "libxext6",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""Debian's packages for the libraries that a program takes from the system."""
ALWAYS = {"libportaudio.so.2": "libportaudio2"}
"""What is loaded by name at run time."""
CERTIFICATES = "ca-certificates"
"""By which downloads are trusted; a package of this name is in every distribution."""
RECOMMENDS = ("tesseract-ocr", "fonts-dejavu-core | fonts-liberation", "xdg-utils")

XZ = ("--threads=0", *(("--x86",) if MACHINE == "x86_64" else ()), "--lzma2=preset=6,dict=64MiB")
"""A filter for this processor's code, and a window in which libraries that are alike find each other."""


def package(
    kinds: tuple[str, ...] = ("deb", "rpm"), version: str = VERSION, folder: Path = DIST, *, small: bool = True
) -> dict[str, Path]:
    """Make these packages in that folder; their files by kind. The seconds each took are printed.

    A .deb that need not be small is made in a tenth of the time.
    """
    made = {}
    for kind in kinds:
        began = time.monotonic()
        recipe = BUILD / "package" / f"nfpm-{kind}.json"
        values = _recipe(deb_needs() if kind == "deb" else rpm_needs(), version)
        if kind == "deb" and small:
            values["deb"] = {"compression": "none"}
        recipe.write_text(json.dumps(values, indent=2), "utf-8")
        run(
            [
                str(VENV / "bin" / "nfpm"),
                "package",
                "--config",
                str(recipe),
                "--packager",
                kind,
                "--target",
                str(folder),
            ]
        )
        made[kind] = max(folder.glob(f"*.{kind}"), key=lambda path: path.stat().st_mtime)
        if kind == "deb" and small:
            _shrink(made[kind])
        print(f"{made[kind].name}: {made[kind].stat().st_size / 1e6:.0f} MB in {time.monotonic() - began:.1f} s")
    return made


def _shrink(deb: Path) -> None:
    """Pack the files of a .deb, which nfpm left as they are, by xz: a fifth smaller than nfpm's own."""
    for program, package in (("ar", "binutils"), ("xz", "xz-utils")):
        if shutil.which(program) is None:
            stop(f"`{program}` is missing. On Debian type: sudo apt-get install {package}")
    with tempfile.TemporaryDirectory(dir=BUILD) as name:
        folder = Path(name)
        run(["ar", "x", str(deb)], cwd=folder)
        run(["xz", *XZ, "data.tar"], cwd=folder)
        (control,) = folder.glob("control.tar*")
        deb.unlink()
        run(["ar", "rcSD", str(deb), "debian-binary", control.name, "data.tar.xz"], cwd=folder)


def _recipe(needs: list[str], version: str) -> dict[str, object]:
    """nfpm's configuration."""
    metainfo = DRAWN / f"{APP_ID}.metainfo.xml"
    metainfo.write_text(filled(HERE / "earsight.metainfo.xml"), "utf-8")
    places = {
        f"/usr/share/applications/{NAME}.desktop": HERE / "earsight.desktop",
        f"/usr/share/metainfo/{metainfo.name}": metainfo,
        f"/usr/share/icons/hicolor/scalable/apps/{NAME}.svg": DRAWN / "earsight.svg",
        f"/usr/share/doc/{NAME}/copyright": ROOT / "LICENSE",
        f"/usr/share/doc/{NAME}/CHANGELOG.md": ROOT / "CHANGELOG.md",
    }
    places |= {
        f"/usr/share/icons/hicolor/{size}x{size}/apps/{NAME}.png": DRAWN / f"earsight-{size}.png" for size in SIZES
    }
    contents: list[dict[str, object]] = [
        {"src": str(source), "dst": target, "file_info": {"mode": 0o644}} for target, source in places.items()
    ]
    contents.append({"src": str(BUNDLE), "dst": HOME, "type": "tree"})
    contents.append({"src": f"../lib/{NAME}/{NAME}", "dst": f"/usr/bin/{NAME}", "type": "symlink"})
    return {
        "name": NAME,
        "arch": {"x86_64": "amd64"}.get(MACHINE, MACHINE),
        "platform": "linux",
        "version": version,
        "release": "1",
        "section": "utils",
        "priority": "optional",
        "maintainer": f"The {TITLE} project <{NAME}@localhost>",
        "description": f"{SUMMARY}\nHold a key and talk, point the camera at a thing and ask; everything stays here.",
        "license": LICENCE,
        "homepage": HOMEPAGE,
        "depends": needs,
        "recommends": list(RECOMMENDS),
        "contents": contents,
        "umask": 0o022,
        "mtime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(_changed())),
        "deb": {"compression": "zstd"},
        "rpm": {"compression": "zstd:19", "group": "Applications/Productivity", "summary": SUMMARY},
        "overrides": {"rpm": {"recommends": ["tesseract", "xdg-utils"]}},
    }


def filled(template: Path) -> str:
    """A file with the project's names in it."""
    date = time.strftime("%Y-%m-%d", time.gmtime(_changed()))
    values = {"APP_ID": APP_ID, "LICENCE": LICENCE, "VERSION": VERSION, "DATE": date}
    return re.sub(r"@([A-Z_]+)@", lambda found: values[found[1]], template.read_text("utf-8"))


def _changed() -> float:
    """When this version was made."""
    return float(os.environ.get("SOURCE_DATE_EPOCH") or (ROOT / "CHANGELOG.md").stat().st_mtime)


def deb_needs() -> list[str]:
    """Debian's dependencies, the C library with its version."""
    needed, glibc = outside(BUNDLE)
    if unknown := needed.keys() - DEB.keys():
        names = ", ".join(f"{name} (for {needed[name]})" for name in sorted(unknown))
        stop(f"No package is named for {names}; add it to packaging/linux/installer.py.")
    return [f"libc6 (>= {glibc})", *sorted({DEB[name] for name in needed} | set(ALWAYS.values()) | {CERTIFICATES})]


def rpm_needs() -> list[str]:
    """By the libraries' own names, which the packages of all distributions that use .rpm state."""
    needed, glibc = outside(BUNDLE)
    return [f"glibc >= {glibc}", CERTIFICATES, *(f"{name}()(64bit)" for name in sorted(needed.keys() | ALWAYS.keys()))]


def outside(bundle: Path) -> tuple[dict[str, str], str]:
    """Libraries that the bundle takes from the system, each with one that needs it, and the least glibc."""
    here, needed, versions = set(), {}, {(2, 17)}
    for path in bundle.rglob("*"):
        if not path.is_file() or (".so" not in path.name and path.parent != bundle):
            continue
        here.add(path.name)
        told = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=False).stdout
        for name in re.findall(r"NEEDED\s+(\S+)", told):
            needed.setdefault(name, path.relative_to(bundle).as_posix())
        versions |= {(int(major), int(minor)) for major, minor in re.findall(r"GLIBC_(\d+)\.(\d+)", told)}
    foreign = {
        name: by for name, by in needed.items() if name not in here and re.split(r"[-.]so|\.", name)[0] not in GLIBC
    }
    return foreign, ".".join(map(str, max(versions)))
