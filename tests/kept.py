"""The data folder as bytes: which of its files hold a word."""

from base64 import b64encode
from pathlib import Path


def holding(folder: Path, *words: str, but: tuple[str, ...] = ()) -> list[str]:
    """Names of the files in which one of the words stands: in any letters' case, as UTF-8, UTF-16 or in Base64."""
    wanted = [word.lower().encode(code) for word in words for code in ("utf-8", "utf-16-le")]
    hidden = [
        b64encode(b"\0" * offset + word.encode())[(0, 2, 3)[offset] : -4]
        for word in words
        for offset in range(3)
        if len(word) > 6
    ]
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(but or ("\0",)) and _holds(path.read_bytes(), wanted, hidden)
    ]


def _holds(content: bytes, wanted: list[bytes], hidden: list[bytes]) -> bool:
    lower = content.lower()
    return any(word in lower for word in wanted) or any(word in content for word in hidden)
