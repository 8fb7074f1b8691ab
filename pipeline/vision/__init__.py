"""Models that look at pixels; only this package handles image arrays and sessions."""
