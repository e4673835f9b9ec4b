"""Encryption of memory, instructions and chats with a key in the system's keyring; off until a person turns it on.

A file `encryption.json` in the data folder says that it is on and which key it is. Every sealed file says of itself
that it is sealed, so that a folder half turned on or off is read all the same.
"""

import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from assistant.errors import SealingError
from assistant.files import NotPlain, check_plain, write_whole

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

MARK = "encryption.json"
SERVICE = "earsight"
HEADER = b"Sealed by Earsight; `earsight data decrypt` makes it readable again.\n"
PLAIN_CHATS = b"SQLite format 3\0"
ASK_AGAIN = 30.0
"""Seconds after which a keyring that did not give the key is asked again: it may ask the person each time."""

_TOKEN = b"gAAAA"
"""What every sealed line begins with."""

_keys: dict[str, bytes] = {}
_refused: dict[str, float] = {}


class Mark(msgspec.Struct, frozen=True):
    key: str
    """The key's name in the keyring."""
    check: str
    """What the right key gives."""
    seals: bool = True
    """Whether what is written is sealed; not while encryption is being turned off."""


def mark(folder: Path) -> Mark | None:
    """What is known of the folder's encryption; None where it is off. Raises `SealingError`."""
    try:
        check_plain(folder / MARK)
        return msgspec.json.decode((folder / MARK).read_bytes(), type=Mark)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except NotPlain as error:
        raise SealingError(
            f"{folder / MARK} is not a plain file; move it away, and bring back the one from a copy if you encrypted "
            "your data."
        ) from error
    except (OSError, msgspec.DecodeError) as error:
        raise SealingError(f"{folder / MARK} cannot be read, so what is encrypted cannot be either.") from error


def set_mark(folder: Path, new: Mark) -> None:
    """Raises `OSError`."""
    write_whole(folder / MARK, msgspec.json.encode(new))


def is_on(folder: Path) -> bool:
    """Whether what is written there is sealed; raises `SealingError`."""
    found = mark(folder)
    return found is not None and found.seals


def read(file: Path) -> bytes:
    """The file's content, opened where it is sealed; raises `OSError` or `SealingError`."""
    return opened(file.read_bytes(), file)


def write(file: Path, content: str | bytes) -> None:
    """As `write_whole`, sealed where encryption is on; raises `OSError` or `SealingError`."""
    plain = content.encode("utf-8") if isinstance(content, str) else content
    write_whole(file, sealed(plain, file.parent) if is_on(file.parent) else plain)


def is_sealed(content: bytes) -> bool:
    return content.startswith(HEADER)


def sealed(content: bytes, folder: Path) -> bytes:
    return HEADER + _fernet(folder).encrypt(content) + b"\n"


def opened(content: bytes, file: Path) -> bytes:
    """What `sealed` made, or a content that is not sealed as it is; raises `SealingError`."""
    if not is_sealed(content):
        return content
    from cryptography.fernet import InvalidToken

    try:
        return _fernet(file.parent).decrypt(content[len(HEADER) :].strip())
    except InvalidToken as error:
        raise SealingError(f"{file} is encrypted and damaged, or was encrypted with another key.") from error


def sealed_line(line: bytes, folder: Path) -> bytes:
    """One line of a file that grows, sealed where encryption is on; raises `SealingError`."""
    return _fernet(folder).encrypt(line) if is_on(folder) else line


def is_sealed_line(line: bytes) -> bool:
    return line.startswith(_TOKEN)


def opened_line(line: bytes, folder: Path) -> bytes:
    """What `sealed_line` made, or a line that is not sealed as it is.

    Raises `SealingError` where there is no key, and `ValueError` where the line is not whole or another key's.
    """
    if not is_sealed_line(line):
        return line
    from cryptography.fernet import InvalidToken

    try:
        return _fernet(folder).decrypt(line)
    except InvalidToken as error:
        raise ValueError("a line that was cut off, or another key's") from error


def are_chats_sealed(file: Path) -> bool:
    """Whether the chats in this file are encrypted, or will be where there is no file yet.

    Raises `OSError` or `SealingError`.
    """
    try:
        check_plain(file)
        with file.open("rb") as chats:
            head = chats.read(len(PLAIN_CHATS))
    except FileNotFoundError:
        head = b""
    except NotPlain as error:
        raise SealingError(f"The chats {file} are not a plain file; move away what is there.") from error
    if not head:
        return is_on(file.parent)
    return head != PLAIN_CHATS and mark(file.parent) is not None


def chats_key(folder: Path) -> str:
    """SQLCipher's key for the chats, as 64 hexadecimal digits; raises `SealingError`."""
    return _derived(folder_key(folder), "chats").hex()


def folder_key(folder: Path) -> bytes:
    """The key of the folder, from the keyring; raises `SealingError` where there is none."""
    found = mark(folder)
    if found is None:
        raise SealingError(f"{folder / MARK} is gone, so what is encrypted cannot be read; bring it back from a copy.")
    if found.key not in _keys:
        if time.monotonic() - _refused.get(found.key, -ASK_AGAIN) < ASK_AGAIN:
            raise SealingError(_NO_KEY)
        try:
            key = _asked(found.key)
        except SealingError:
            _refused[found.key] = time.monotonic()
            raise
        if not hmac.compare_digest(check(key), found.check):
            raise SealingError("The key in the system's keyring is another one than this data was encrypted with.")
        _keys[found.key] = key
    return _keys[found.key]


def new_key() -> tuple[str, bytes]:
    """Put a new key into the keyring; its name, and itself. Raises `SealingError` and changes nothing else."""
    import keyring
    from keyring.errors import KeyringError

    name, key = f"data-{secrets.token_hex(8)}", secrets.token_bytes(32)
    try:
        keyring.set_password(SERVICE, name, key.hex())
        kept = keyring.get_password(SERVICE, name)
    except (KeyringError, OSError, RuntimeError) as error:
        raise SealingError(_NO_KEYRING) from error
    if kept != key.hex():
        raise SealingError(_NO_KEYRING)
    return name, key


def drop_key(name: str) -> None:
    """Take a key out of the keyring, where it is there."""
    import keyring
    from keyring.errors import KeyringError

    _keys.pop(name, None)
    try:
        keyring.delete_password(SERVICE, name)
    except (KeyringError, OSError, RuntimeError):
        return


def check(key: bytes) -> str:
    """Tells a wrong key without telling the key."""
    return _derived(key, "check").hex()


def _asked(name: str) -> bytes:
    import keyring
    from keyring.errors import KeyringError

    try:
        kept = keyring.get_password(SERVICE, name)
        return bytes.fromhex(kept or "") or _missing()
    except (KeyringError, OSError, RuntimeError, ValueError) as error:
        raise SealingError(_NO_KEY) from error


def _missing() -> bytes:
    raise ValueError("the keyring has no such key")


def _fernet(folder: Path) -> "Fernet":
    """What seals and opens the folder's files; raises `SealingError`."""
    from cryptography.fernet import Fernet

    return Fernet(urlsafe_b64encode(_derived(folder_key(folder), "files")))


def _derived(key: bytes, what: str) -> bytes:
    """A key for one purpose: HKDF's expansion with SHA-256."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    return HKDFExpand(SHA256(), 32, f"earsight {what}".encode()).derive(key)


_NO_KEYRING = (
    "This system has no keyring that can keep a key, so nothing was encrypted; on Linux install and unlock one, such "
    "as gnome-keyring or KWallet."
)
_NO_KEY = (
    "Your memory and chats are encrypted, and the system's keyring does not give the key; unlock the keyring, and try "
    "again."
)
