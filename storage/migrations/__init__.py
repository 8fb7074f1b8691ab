"""Alembic migrations in order: `versions/NNNN_what.py`, revision `NNNN`."""
