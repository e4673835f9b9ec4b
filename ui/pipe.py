"""What comes over the pipe between the window and its engine: plain values of ours, and nothing that runs code.

`multiprocessing` sends pickles. An engine that a picture or a model has taken over must not take over the window.
"""

import dataclasses
import io
import pickle
from enum import Enum
from multiprocessing.connection import Connection

PLAIN = frozenset(
    {
        *(("pathlib", name) for name in ("Path", "PosixPath", "WindowsPath")),
        *(("pathlib._local", name) for name in ("Path", "PosixPath", "WindowsPath")),
        *(("datetime", name) for name in ("date", "datetime", "time", "timedelta", "timezone")),
        ("decimal", "Decimal"),
        ("fractions", "Fraction"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
    }
)
"""Values that are not ours: what makes each can do nothing else."""


def receive(pipe: Connection) -> object:
    """The next value; raises `EOFError` at the end, `OSError` for what is no plain value."""
    content = pipe.recv_bytes()
    try:
        return _Values(io.BytesIO(content)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError) as error:
        raise OSError("what came over the pipe is no value of ours") from error


class _Values(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        if module.startswith("assistant.") or module == "ui.engine_host":
            found = super().find_class(module, name) if "." not in name else None
            if isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
