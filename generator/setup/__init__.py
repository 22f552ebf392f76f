"""Setting up a portal from an export that nobody has seen: what its columns are, and the files that say so."""
