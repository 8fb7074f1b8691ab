"""How the shipped weights were made; never imported at run time."""
