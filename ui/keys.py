"""Keys that more than one part of the window names."""

CARD = "Ctrl+I"
"""Opens and closes the card of a label, from anywhere in the window."""
