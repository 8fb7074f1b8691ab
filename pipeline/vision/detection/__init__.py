"""The detector: facings, gaps and price tags with their chances."""
