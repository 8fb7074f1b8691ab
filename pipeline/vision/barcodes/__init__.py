"""Barcodes of a photo."""
