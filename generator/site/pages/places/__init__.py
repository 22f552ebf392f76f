"""Pages of streets and of categories."""
