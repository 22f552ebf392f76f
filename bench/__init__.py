"""What the main job costs, beside its tools bare: `make bench` adds to `results.csv`. Tests never time anything."""
