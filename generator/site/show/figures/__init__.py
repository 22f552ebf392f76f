"""Figures as a reader sees them: which indicators, which period, cells, tables."""
