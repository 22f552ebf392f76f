"""What the main job costs, stage by stage, beside its tools bare: `make bench`. Tests never time anything."""
