"""The conversation and the use cases: decides what to do and what to say."""
