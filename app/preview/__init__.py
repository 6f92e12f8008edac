"""The rendered page beside the text."""
