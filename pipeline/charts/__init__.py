"""Charts for a phone: what is to be shown goes in, a PNG comes out.

Used by `bot.dialogue.trends`, imported where a chart is drawn. Words, numbers and dates
come in as they are to be read; nothing here knows a language.
"""
