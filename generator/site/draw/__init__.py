"""Charts and pictures, drawn from values that are given."""
