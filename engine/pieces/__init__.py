"""Long spans piece by piece: where they are cut, what has to stay, and how the pieces run."""
