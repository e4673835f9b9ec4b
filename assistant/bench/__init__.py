"""Measuring a turn: from the key's release to the first sound."""
