"""Earsight's engine: the turn, the context, the memory, the voice. It never imports Qt."""

import os

# ONNX Runtime, with which voices, voice detection and reading work, reports its use to its maker unless this stands
# before it is loaded; children inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
