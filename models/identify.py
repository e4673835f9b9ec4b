"""What a person's own file or folder is, told by its content and never by its name."""

import json
import struct
from pathlib import Path

from models.catalogue import Kind
from models.errors import NotAModel
from models.gguf import is_gguf, read_head

ACCEPTED = (
    "Earsight takes a GGUF language model, a faster-whisper (CTranslate2) folder, "
    "or a Piper voice (.onnx with its .onnx.json beside it)."
)


def identify(path: Path) -> Kind:
    """The kind of model at `path`; raises `NotAModel` with the reason where it is none that can be used."""
    try:
        if path.is_dir():
            return _whisper_folder(path)
        if not path.exists():
            raise NotAModel(f"There is nothing at {path}; check the name.")
        if not path.is_file():
            raise NotAModel(f"{path} is not a plain file; save the model to a file first.")
        if is_gguf(path):
            return _language_model(path)
        if path.suffix == ".onnx":
            return _voice(path)
    except OSError as error:
        raise NotAModel(f"{path} cannot be read: {error.strerror}; check its permissions.") from error
    raise NotAModel(f"{path} is not a model. {ACCEPTED}")


def _language_model(path: Path) -> Kind:
    if read_head(path).architecture == "clip":
        raise NotAModel(f"{path} is only the picture part of a vision model; add the language model itself.")
    return "llm"


def _whisper_folder(path: Path) -> Kind:
    if missing := [name for name in ("model.bin", "config.json") if not (path / name).is_file()]:
        raise NotAModel(f"The folder {path} has no {missing[0]}. {ACCEPTED}")
    with (path / "model.bin").open("rb") as file:
        start = file.read(64)
    # a format version, then the model's class as a counted text
    length = struct.unpack("<H", start[4:6])[0] if len(start) > 6 else 0
    if start[6 : 6 + length].rstrip(b"\0") != b"WhisperSpec":
        raise NotAModel(f"{path / 'model.bin'} is not a Whisper model made for CTranslate2.")
    if not (path / "tokenizer.json").is_file():
        raise NotAModel(f"The folder {path} has no tokenizer.json; copy it there from the original model.")
    return "stt"


def _voice(path: Path) -> Kind:
    beside = path.with_name(f"{path.name}.json")
    if not beside.is_file():
        raise NotAModel(f"The voice {path} needs its description {beside.name} beside it.")
    with path.open("rb") as file:
        start = file.read(1)
    try:
        about = json.loads(beside.read_text("utf-8"))
        is_voice = "phoneme_id_map" in about and "sample_rate" in about["audio"]
    except (ValueError, KeyError, TypeError):
        is_voice = False
    if not is_voice:
        raise NotAModel(f"{beside} does not describe a Piper voice.")
    if start != b"\x08":  # every ONNX file begins with its version's field
        raise NotAModel(f"{path} is not an ONNX file, or it is empty.")
    return "tts"
