"""What people answered, as far as it may be told."""
