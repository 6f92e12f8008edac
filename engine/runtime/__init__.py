"""The packages that run the model: the ones in the program, and those installed for a GPU."""
