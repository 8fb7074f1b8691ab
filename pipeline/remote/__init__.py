"""Models that run elsewhere: the wire, and the tasks of the pipeline beside it."""
