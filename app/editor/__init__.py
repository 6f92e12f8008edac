"""The text editor: one widget a file; data in, signals out."""
