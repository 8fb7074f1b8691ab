"""Fitting the recogniser to what the people of one shop have said."""
