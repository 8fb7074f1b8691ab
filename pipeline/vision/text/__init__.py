"""Print on packs and papers, and what it says about their size."""
