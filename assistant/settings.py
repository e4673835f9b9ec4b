"""The person's settings: one TOML file, every value checked."""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from assistant import paths
from assistant.errors import SettingsError
from assistant.files import NotPlain, check_plain, write_whole
from assistant.held import held

Share = Annotated[float, Meta(ge=0.0, le=1.0)]


class Settings(msgspec.Struct, frozen=True):
    """All that can be set, with its unit and its default."""

    stt: str = "faster-whisper-tiny.en"
    """Id or path of the speech-to-text model."""
    llm: str = "qwen2.5-coder-1.5b-instruct"
    """Id or path of the language model."""
    vlm: str = ""
    """Id or path of the model that looks at pictures; empty: the chat's if it can see, else the first here that can."""
    ocr: Literal["rapid", "tesseract"] = "rapid"
    """What reads the text in pictures; `tesseract` is a program of its own, to be installed beside."""
    picture_side: Annotated[int, Meta(ge=112, le=2240)] = 560
    """Pixels of a picture's longer side as the vision model sees it; more shows more and takes longer."""
    camera: str = ""
    """Name of the camera, or the address or path of what serves as one; empty for the first there is."""
    tts: str = "en_US-joe-medium"
    """Id or path of the voice."""
    language: str = "auto"
    """Two-letter code of the language spoken, or `auto`."""
    voice_speed: Annotated[float, Meta(ge=0.5, le=2.0)] = 1.0
    """1.0 is the voice's own speed; 2.0 is twice as fast."""
    context_size: Annotated[int, Meta(ge=1024, le=1_048_576)] = 8192
    """Tokens of the model's window."""
    history_size: Annotated[int, Meta(ge=0, le=1_048_576)] = 1024
    """Tokens of the chat that the model sees; more remembers longer and answers slower, 0 is all that fits."""
    max_reply: Annotated[int, Meta(ge=16, le=65_536)] = 1024
    """Tokens a reply may have, thinking included."""
    temperature: Annotated[float, Meta(ge=0.0, le=2.0)] = 0.3
    """0 always takes the likeliest word; higher is more varied."""
    top_p: Share = 0.9
    """Only the likeliest words that together have this probability."""
    top_k: Annotated[int, Meta(ge=0, le=1000)] = 40
    """Only this many likeliest words; 0 for all."""
    thinking: bool = False
    """Let a model that can think do so before it answers."""
    think_ahead: bool = True
    """Begin the answer at a pause while the key is still held; it is thrown away if words follow."""
    hands_free: bool = False
    """Listen all the time: a voice begins a turn and a silence ends it, without a key."""
    memory_tool: bool = True
    """Let a model that can call tools propose memories; each is announced."""
    threads: Annotated[int, Meta(ge=0, le=1024)] = 0
    """Processor threads for each model; 0 chooses by the machine."""
    gpu: bool = True
    """Use a graphics processor where llama.cpp was built with one."""
    microphone: str = ""
    """Name of the input device; empty for the system's default."""
    speaker: str = ""
    """Name of the output device; empty for the system's default."""
    muted: bool = False
    """Answers are shown and not spoken."""
    theme: Literal["system", "light", "dark"] = "system"
    """Colours of the window."""
    high_contrast: bool = False
    """Stronger colours and lines in the window."""
    text_size: Annotated[float, Meta(ge=0.8, le=2.0)] = 1.0
    """Of the window's text and controls; 1.0 is the usual size."""
    talk_key: str = "<ctrl>+<alt>+space"
    """Keys that hold to talk while another program has the focus; empty for none."""
    log_words: bool = False
    """Let the log hold what was said, typed and remembered, to find a fault; from the next start on."""
    update_check: bool = False
    """Ask at the start whether there is a new version; its page is opened where you want that, nothing is fetched."""
    remote_url: str = ""
    """Base address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1; empty for none."""
    remote_model: str = ""
    """The model's name on that server."""
    remote_key: str = ""
    """Its key, if it wants one; `EARSIGHT_REMOTE_KEY` in the environment goes before it."""


def load(path: Path | None = None) -> Settings:
    """The settings in the file, or the defaults where there is none; keys this version does not know are passed over.

    A file that cannot be understood stays as it is; `SettingsError` says what is wrong with it.
    """
    path = path or paths.settings_file()
    settings = _checked(_read(path), f"The settings in {path} are not valid")
    if key := os.environ.get("EARSIGHT_REMOTE_KEY"):
        settings = msgspec.structs.replace(settings, remote_key=key)
    return settings


def change(path: Path | None = None, /, **values: object) -> Settings:
    """Set the named values in the file, in one step, and keep all else that stands there. Raises `SettingsError`."""
    import tomli_w

    path = path or paths.settings_file()
    if unknown := set(values) - set(Settings.__struct_fields__):
        raise SettingsError(f"There is no setting {min(unknown)!r}; `earsight settings list` shows all.")
    with held(path, "settings", SettingsError):
        changed = {**_read(path), **values}
        settings = _checked(changed, "That value cannot be set")
        write_whole(path, tomli_w.dumps(changed))
    return settings


def _read(path: Path) -> dict[str, object]:
    try:
        check_plain(path)
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except NotPlain as error:
        raise SettingsError(f"The settings {path} are not a plain file; move away what is there.") from error
    except OSError as error:
        raise SettingsError(
            f"The settings in {path} cannot be read: {error.strerror}; check its permissions."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings in {path} are not valid ({error}); mend or delete the file.") from error


def _checked(values: dict[str, object], wrong: str) -> Settings:
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{wrong} ({error}).") from error
