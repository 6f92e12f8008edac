"""The memory plan: what a model takes, part by part, before anything of it is loaded."""
