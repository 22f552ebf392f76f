"""From a file of any kind to tables of text: what the file is, its sheets, and their rows with the source's numbers."""
