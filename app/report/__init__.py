"""The report that helps whoever mends Anneal: all of it is shown before it is copied."""
