"""The editor: widgets and flow around the engine; knows no torch."""
