"""Films and overlapping photos of a shelf, put together and counted once."""
