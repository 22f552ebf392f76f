"""Open tables: counts by unit, category, channel and street, generalised until they may be told."""
