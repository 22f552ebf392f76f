"""Published rows as a reader sees them: cells, periods, rankings, sentences. Computes no figure."""
