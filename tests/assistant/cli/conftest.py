"""The virtual microphone and speaker, for the tests of real streams."""

from tests.virtual_sound import sound

__all__ = ["sound"]
