"""What the numbers of a shop mean: pure functions, numbers in, dataclasses out."""
