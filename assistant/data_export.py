"""Everything that Earsight keeps of a person, as files that any program reads."""

import contextlib
import re
import shutil
import tempfile
import tomllib
import zipfile
from pathlib import Path

import tomli_w

from assistant import paths, private, sealing
from assistant.errors import EarsightError
from assistant.files import write_whole
from assistant.history import History
from assistant.journal import noted
from assistant.vision.taken import pictures_folder

SECRETS = ("remote_key",)
"""Settings that an export leaves out."""
TEXTS = ("memory*.md", "instructions*.md")
"""The two files, and what was kept aside or could not be saved of them, as patterns."""


def export(target: Path) -> int:
    """Write all into a new folder, or a ZIP file where the name ends so; how many chats there were.

    Raises `EarsightError`, and then nothing is there.
    """
    target = target.expanduser().absolute()
    if target.is_dir() or target.exists():
        raise EarsightError(f"{target} is there already; choose a new name.")
    try:
        private.make_folder(target.parent)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as scratch:
            whole = Path(scratch) / "whole"
            private.make_folder(whole)
            count = _gather(whole)
            if target.suffix.lower() == ".zip":
                packed = Path(scratch) / "packed.zip"
                private.make_file(packed)
                _pack(whole, packed)
                packed.replace(target)
            else:
                whole.replace(target)
    except OSError as error:
        raise EarsightError(
            f"The data cannot be written to {target}: {error.strerror}; choose another place."
        ) from error
    return count


def _gather(folder: Path) -> int:
    home = paths.home()
    for pattern in TEXTS:
        for file in sorted(home.glob(pattern)):
            write_whole(folder / file.name, sealing.read(file))
    _settings(folder)
    if pictures_folder().is_dir():
        for picture in sorted(pictures_folder().iterdir()):
            if picture.is_file():
                private.make_folder(folder / "pictures")
                private.make_file(folder / "pictures" / picture.name)
                shutil.copyfile(picture, folder / "pictures" / picture.name)
    if not paths.chats_file().exists() and not noted(paths.chats_file()):
        return 0
    with contextlib.closing(History()) as history:
        chats = sorted(history.chats(), key=lambda chat: chat.id)
        for chat in chats:
            name = f"{chat.id:04}{_slug(chat.title)}"
            write_whole(folder / "chats" / f"{name}.md", history.export_markdown(chat.id))
            write_whole(folder / "chats" / f"{name}.json", history.export_json(chat.id))
    return len(chats)


def _settings(folder: Path) -> None:
    file = paths.settings_file()
    if not file.exists():
        return
    content = file.read_bytes()
    try:
        values = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EarsightError(f"The settings in {file} are not valid ({error}); mend or delete the file.") from error
    write_whole(folder / file.name, tomli_w.dumps({name: v for name, v in values.items() if name not in SECRETS}))


def _pack(folder: Path, packed: Path) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))


def _slug(title: str) -> str:
    words = re.sub(r"[^\w]+", "-", title.lower()).strip("-_")[:40].strip("-")
    return f"-{words}" if words else ""
