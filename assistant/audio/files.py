"""Sound files in and out: whatever a recorder or a phone wrote, as one mono clip; replies as WAV."""

import os
import secrets
import wave
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from assistant import private
from assistant.audio.clip import Clip, Samples
from assistant.errors import AudioError
from assistant.files import target_of

LONGEST = 3600.0
"""Seconds of sound that are read at most."""
LOWEST_RATE, HIGHEST_RATE = 4_000, 384_000
BLOCK_VALUES = 1 << 20
"""Values (frames times channels) read at a time, so that many channels cost no more memory than one."""


def read_clip(path: Path, *, limit: float = LONGEST) -> Clip:
    """The file's sound, its channels averaged to one, at its own rate; `limit` in seconds.

    WAV, FLAC, OGG (Vorbis, Opus), MP3, AIFF and what else libsndfile knows. Values that are no numbers
    become 0, and a file louder than full scale is brought down to it. A file that ends before the length
    in its header gives what is there. Raises `AudioError` where there is no sound to be had, or too much.
    """
    import soundfile

    _check_readable(path)
    try:
        with soundfile.SoundFile(path) as file:
            rate: int = file.samplerate
            if not LOWEST_RATE <= rate <= HIGHEST_RATE:
                raise AudioError(
                    f"{path} claims {rate} samples a second; give a file of {LOWEST_RATE} to {HIGHEST_RATE}."
                )
            blocks = []
            frames = 0
            while len(block := file.read(max(1, BLOCK_VALUES // file.channels), "float32", always_2d=True)):
                frames += len(block)
                if max(frames, file.frames if file.seekable() else 0) > limit * rate:
                    raise AudioError(f"{path} is longer than {_spoken(limit)}; cut it into shorter pieces.")
                blocks.append(_mono(block))
    except (soundfile.SoundFileError, TypeError, ValueError) as error:
        raise AudioError(
            f"{path} is not a sound file that can be read, or is damaged; give a WAV, FLAC, OGG or MP3 file."
        ) from error
    if not frames:
        raise AudioError(f"{path} holds no sound; record it again.")
    samples = np.concatenate(blocks)
    peak = float(np.abs(samples).max())
    return Clip((samples / peak if peak > 1 else samples).astype(np.float32), rate)


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise AudioError(f"{path} is a folder; name a sound file in it.")
        if path.exists() and not path.is_file():
            raise AudioError(f"{path} is not a file; save the sound to a file first.")
        with path.open("rb") as file:
            if not file.read(1):
                raise AudioError(f"{path} is empty; record it again.")
    except FileNotFoundError as error:
        raise AudioError(f"There is no file {path}; check the name.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise AudioError(f"{path} cannot be read ({reason}); check its name and permissions.") from error


def _mono(block: Samples) -> npt.NDArray[np.float64]:
    """Shape (n, channels) to (n,); in double width, so that absurd values cannot overflow when added."""
    mean: npt.NDArray[np.float64] = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0).mean(1, np.float64)
    return mean


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:g} minutes" if seconds >= 60 else f"{seconds:g} seconds"


def resample(clip: Clip, rate: int) -> Clip:
    """The same sound at `rate` Hz."""
    if clip.rate == rate:
        return clip
    import soxr

    return Clip(np.asarray(soxr.resample(clip.samples, clip.rate, rate), dtype=np.float32), rate)


def write_wav(path: Path, clip: Clip) -> None:
    """Write the clip as 16-bit PCM; raises `AudioError` and leaves what stood there if it cannot."""
    with WavWriter(path, clip.rate) as writer:
        writer.write(clip.samples)


def check_place(path: Path) -> Path:
    """Where a WAV of that name is written, a symbolic link's target; raises `AudioError` where none can be."""
    try:
        target = target_of(path)
        if not target.parent.exists():
            raise AudioError(f"The folder {target.parent} does not exist; make it first.")
        if not target.parent.is_dir():
            raise AudioError(f"{target.parent} is not a folder; choose another place.")
    except IsADirectoryError as error:
        raise AudioError(f"{path} is a folder; give a file name in it, such as {path / 'reply.wav'}.") from error
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    return target


def _unwritable(path: Path, error: Exception) -> AudioError:
    reason = error.strerror if isinstance(error, OSError) else error
    return AudioError(f"{path} cannot be written ({reason}); choose another place.")


class WavWriter:
    """A mono 16-bit WAV written piece by piece, which gets its name when it is whole.

    As a context manager it keeps the file at the end, and discards it after an exception.
    """

    def __init__(self, path: Path, rate: int) -> None:
        """Begin beside `path`; raises `AudioError` where that is not possible."""
        self._path = path
        self._rate = rate
        self._target = check_place(path)
        self._fresh = self._target.with_name(f".{self._target.name}.{secrets.token_hex(4)}.new")
        try:
            flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
            self._file = os.fdopen(os.open(self._fresh, flags, private.FILE), "wb")
        except OSError as error:
            raise _unwritable(path, error) from error
        self._wave = wave.Wave_write(self._file)
        self._wave.setnchannels(1)
        self._wave.setsampwidth(2)
        self._wave.setframerate(rate)

    @property
    def rate(self) -> int:
        """Samples per second, in Hz."""
        return self._rate

    def write(self, samples: Samples) -> None:
        """Append samples, shape (n,); raises `AudioError` and discards the file if they cannot be kept."""
        whole = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0).clip(-1.0, 1.0)
        try:
            self._wave.writeframes(np.round(whole * 32767).astype("<i2").tobytes())
        except OSError as error:
            self.discard()
            raise _unwritable(self._path, error) from error

    def close(self) -> None:
        """End the file and give it its name; does nothing the second time."""
        if self._file.closed:
            return
        try:
            self._wave.close()
            self._file.close()
            self._fresh.replace(self._target)
        except OSError as error:
            self.discard()
            raise _unwritable(self._path, error) from error

    def discard(self) -> None:
        """Leave no trace of what was written."""
        with suppress(OSError):
            self._wave.close()
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._fresh.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.discard()
