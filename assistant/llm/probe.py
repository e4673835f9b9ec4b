"""A process that tries the graphics drivers and may die of it; see `assistant.llm.backends.probe`."""

import sys

from assistant.llm.backends import try_graphics

if __name__ == "__main__":
    sys.exit(try_graphics())
