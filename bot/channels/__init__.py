"""One module per chat provider: parse, fetch, send. Nothing else knows a provider."""
