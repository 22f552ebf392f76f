"""What could be worked out from published sums."""
