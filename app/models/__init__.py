"""The Models window: its pages, and what is shown on them."""
