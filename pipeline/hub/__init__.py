"""Models from the Hugging Face hub or a folder: chosen, fetched, loaded, run here."""
