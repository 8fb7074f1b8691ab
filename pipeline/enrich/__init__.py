"""What others know about a product: one file per source, the HTTP client passed in.

Called by `bot.enquiring`, never inside a database transaction. What comes back is data
of strangers: lengths are bounded, amounts checked, addresses and control characters
taken out, before it leaves this package.
"""
