"""Questions about a photo: words per language as data, and what they ask together."""
