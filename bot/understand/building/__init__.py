"""Makes wishes from what a clause holds; `builders` knows which label needs what."""
