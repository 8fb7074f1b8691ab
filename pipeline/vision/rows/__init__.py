"""Shelf rows and the empty places in them."""
