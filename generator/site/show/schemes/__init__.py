"""A city's schemes as a reader sees them: points in words and tables, and the rules explained."""
