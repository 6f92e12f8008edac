"""The denoising step as one unit that a GPU replays: fixed buffers, no copies, one read-back."""
