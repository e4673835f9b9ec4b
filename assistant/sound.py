"""The microphone and the speaker of one engine: coming back to them after they were unplugged."""

from contextlib import suppress

from assistant.audio import devices
from assistant.audio.microphone import Microphone, VoiceStream
from assistant.audio.playback import SpeakerPlayback
from assistant.errors import AudioError
from assistant.events import DevicesListed
from assistant.parts import Parts


def record(parts: Parts) -> VoiceStream:
    """The talk key's press. Raises `AudioError` where there is no microphone that opens."""
    if parts.microphone is None:
        raise AudioError("There is no microphone; connect one, or type your question.")
    try:
        return parts.microphone.start()
    except AudioError:
        if not isinstance(parts.playback, SpeakerPlayback):
            raise
        # PortAudio finds what was plugged in since only while no stream is open.
        parts.playback.close()
        return parts.microphone.start()


def listed(parts: Parts, *, anew: bool) -> DevicesListed:
    """The devices there are; `anew` finds what was plugged in since, while nothing is heard, spoken or recorded."""
    if anew:
        look_again(parts)
    found = devices.list_devices()
    return DevicesListed(
        0,
        microphones=tuple(device.name for device in found if device.kind is devices.Kind.INPUT),
        speakers=tuple(device.name for device in found if device.kind is devices.Kind.OUTPUT),
    )


def look_again(parts: Parts) -> None:
    """Find what was plugged in or out since; only while nothing is heard, spoken or recorded."""
    microphone = parts.microphone
    was_open = isinstance(microphone, Microphone) and microphone.alive
    rest(parts)
    with suppress(AudioError):  # which the next use will meet again
        devices.refresh()
        if was_open and isinstance(microphone, Microphone):
            microphone.open()


def open_ahead(parts: Parts) -> None:
    """Open both before they are needed, so that no first word is lost; one that does not open is met at its use."""
    if isinstance(parts.microphone, Microphone):
        with suppress(AudioError):
            parts.microphone.open()
    open_speaker_ahead(parts)


def open_speaker_ahead(parts: Parts) -> None:
    """Open the speaker before an answer is there, so that none begins late."""
    if isinstance(parts.playback, SpeakerPlayback) and parts.tts is not None and not parts.settings.muted:
        with suppress(AudioError):
            parts.playback.open(parts.tts.rate)


def rest(parts: Parts) -> None:
    """Give both back until they are needed: an open device costs the processor some percent, and shows as in use."""
    if isinstance(parts.microphone, Microphone):
        parts.microphone.close()
    if isinstance(parts.playback, SpeakerPlayback):
        parts.playback.close()
