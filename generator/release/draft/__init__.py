"""One month's release in memory, computed from public counts alone."""
