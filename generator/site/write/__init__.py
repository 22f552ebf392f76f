"""From pages to files: the staged tree, the engine's run, languages, policy, feed, offline copy."""
