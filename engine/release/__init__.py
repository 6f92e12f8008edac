"""Whether there is a newer Anneal: asked only when a person presses for it."""
