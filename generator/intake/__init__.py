"""From a file to canonical cases: readers, mapping, gate."""
