"""The table of connections, one module for each part of the program; no behaviour."""
