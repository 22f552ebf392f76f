"""Pages of units: the list, scorecards, the command centre, side by side, sheets for the notice board."""
