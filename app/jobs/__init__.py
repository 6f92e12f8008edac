"""Long work in processes of their own: what starts them, hears them and stops them."""
