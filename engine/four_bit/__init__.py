"""The 4-bit checkpoint: recipes, the manifest, quantizing and reading back."""
