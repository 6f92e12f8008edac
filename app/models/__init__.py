"""The Models window: what this machine can run, which models there are, the network."""
