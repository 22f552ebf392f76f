"""What may be seen: the pure step between counts and facts."""
