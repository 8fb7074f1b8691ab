"""How packs look, and which facings look like one product."""
