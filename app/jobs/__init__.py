"""Long work in child processes: what starts them, hears them and stops them."""
