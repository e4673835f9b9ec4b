"""What can go wrong, each with one sentence for the person and a code for programs.

EarsightError
├── AudioError        microphone, speaker, sound files
├── SttError          speech to text
├── LlmError          the language model
│   └── ContextFull   what was asked does not fit the model's window
├── TtsError          text to speech
├── VisionError       pictures and what is read from them
├── MemoryRefused     a memory or instruction that cannot be kept
├── HistoryError      stored chats
├── SettingsError     settings
└── SealingError      what is encrypted and cannot be read, or cannot be encrypted

Cancelled stands apart: it is not an error but the end that somebody asked for.
"""


class EarsightError(Exception):
    """Base of all; `str(error)` is one plain sentence that ends with a way on."""

    code = "failed"


class AudioError(EarsightError):
    code = "audio"


class SttError(EarsightError):
    code = "stt"


class LlmError(EarsightError):
    code = "llm"


class ContextFull(LlmError):
    code = "context_full"


class TtsError(EarsightError):
    code = "tts"


class VisionError(EarsightError):
    code = "vision"


class MemoryRefused(EarsightError):
    code = "memory"


class HistoryError(EarsightError):
    code = "history"


class SettingsError(EarsightError):
    code = "settings"


class SealingError(EarsightError):
    code = "sealing"


class Cancelled(Exception):
    """Raised inside a stage when its turn's cancel token is set."""
