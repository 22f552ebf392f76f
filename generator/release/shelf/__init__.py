"""The shelf of releases: the chain, the moment of publication, and what becomes of a month."""
