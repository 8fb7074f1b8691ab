"""Words that tell what has not happened, per language, and how they are read."""
