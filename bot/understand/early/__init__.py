"""Whole sentences about trade that are read before the grammar, which misreads them.

A few words together settle them: "order 3 has come", "Karim's phone is", "what should I
buy from". Called by the conversation (`telling`); what is none of these is left to the
grammar. Knows no database, and nothing of what is done with a wish.
"""
