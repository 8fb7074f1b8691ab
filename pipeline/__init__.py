"""Vision and numbers: pixels in, dataclasses out; knows no chat and no database."""
