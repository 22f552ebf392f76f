"""The sections of a bulletin: a function each from a scene to a section, or to nothing without data."""
