"""How much of a difference is chance: exact tests, intervals, bands, dispersion. Pure functions of integers."""
