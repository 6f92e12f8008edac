"""Measurements of a checkpoint; they run a loaded engine and know nothing of its inside."""
