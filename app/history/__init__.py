"""The history: every run that was made, kept on this machine, to be looked at and used again."""
