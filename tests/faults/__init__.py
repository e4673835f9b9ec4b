"""Faults that are injected for real; the table of all of them is docs/faults.md."""
