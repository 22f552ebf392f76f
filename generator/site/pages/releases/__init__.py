"""Pages of releases: downloads, the record of each, corrections, what programs read."""
