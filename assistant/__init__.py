"""Earsight's engine: the turn, the context, the memory, the voice. It never imports Qt."""
