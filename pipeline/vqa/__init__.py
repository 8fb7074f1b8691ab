"""Answers to questions about a photo: from its reading, with the proof."""
