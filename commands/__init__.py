"""The subcommands of `atlasvision`; together with it the composition root."""
