"""Pooling: what may not be named alone is told together with something else."""
