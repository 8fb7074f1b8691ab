"""Persistence on PostgreSQL, Redis and blobs; knows no chat and no models."""
