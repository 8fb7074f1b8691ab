"""The verbs of the shop, one file per area; chat, API and commands all call these."""
