"""Where the pair is."""

from pathlib import Path

HERE = Path(__file__).parent
TEXT = HERE / "tinyvlm-Q8_0.gguf"
SIGHT = HERE / "mmproj-tinyvlm-Q8_0.gguf"
