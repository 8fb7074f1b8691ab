"""Shelf labels: where their print is and which price it says."""
