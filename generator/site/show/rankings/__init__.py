"""Rankings as a reader sees them: places, what chance leaves open, how far one case moves them."""
