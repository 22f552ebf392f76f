"""The pipeline as a room: exports in, releases out. `publish.py` is the line of phases; start reading there."""
