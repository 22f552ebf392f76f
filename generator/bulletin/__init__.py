"""Bulletins: one model made from published rows, printed by three writers. Computes no figure."""
