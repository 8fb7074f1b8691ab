"""What a message means: text to intents, by a grammar over a lexicon per language.

Called by the conversation; knows no database. Product names stay phrases here and are
looked up in a `names.NameIndex`.
"""
