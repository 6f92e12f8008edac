"""Bars and panels of the window."""
