"""Stands in for PyAV: faster-whisper imports it, and decodes files with it, but is only ever given samples."""
