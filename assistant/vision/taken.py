"""The folder of the pictures that were taken, pasted or made of the screen; chats name them, so they stay."""

import contextlib
import os
import time
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import paths, private
from assistant.errors import VisionError
from assistant.vision.picture import Pixels

if TYPE_CHECKING:
    from assistant.chats import StoredMessage
    from assistant.history import History

QUALITY = 92
"""Of a JPEG, with its colours as fine as its light: small letters stay clear."""
KINDS = ("camera", "pasted", "screen")
"""What the names of the files begin with."""
STAYS = 24 * 3600.0
"""Seconds that a picture of no chat is left: a question may still be asked, a deleted chat put back."""


def pictures_folder() -> Path:
    return paths.home() / "pictures"


def new_file(folder: Path, kind: str, ending: str) -> Path:
    """A new empty file that only this person may read, with the time as its name; raises `VisionError`."""
    stamp = f"{kind}-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
    try:
        private.make_folder(folder)
        for number in count(1):
            path = folder / f"{stamp}{'' if number == 1 else f'-{number}'}.{ending}"
            with contextlib.suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                return path
    except OSError as error:
        raise VisionError(f"The picture cannot be kept in {folder}: {error.strerror}.") from error
    raise AssertionError


def keep_picture(pixels: Pixels, folder: Path) -> Path:
    """Write a frame of the camera as a JPEG and return its file; raises `VisionError`."""
    from PIL import Image

    path = new_file(folder, "camera", "jpg")
    try:
        Image.fromarray(pixels).save(path, "JPEG", quality=QUALITY, subsampling=0)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise VisionError(f"The picture cannot be kept in {folder}: {error.strerror or error}.") from error
    return path


def in_chats(history: "History") -> set[Path]:
    """The pictures that stored chats name; raises `HistoryError`."""
    found: set[Path] = set()
    for chat in history.chats():
        found |= of_chat(history.messages(chat.id))
    return found


def of_chat(messages: "Iterable[StoredMessage]") -> set[Path]:
    """The pictures that these messages name."""
    named = (message.meta.get("images") for message in messages)
    return {Path(str(image)) for images in named if isinstance(images, list) for image in images}


def drop(images: Iterable[Path], folder: Path, history: "History") -> None:
    """Delete those of the folder's pictures among these that no stored chat names any more; raises `HistoryError`."""
    ours = {image for image in images if image.parent == folder and image.name.startswith(KINDS)}
    for image in ours - in_chats(history) if ours else ():
        with contextlib.suppress(OSError):
            image.unlink()


def tidy(folder: Path, belonging: Collection[Path]) -> None:
    """Delete the pictures of the folder that are older than a day and belong to no chat; other files stay."""
    for path in folder.glob("*.*"):
        if path.name.startswith(KINDS) and path not in belonging:
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > STAYS:
                    path.unlink()
