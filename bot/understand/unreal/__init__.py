"""Words that tell what has not happened, per language: read by `doubting`."""
