"""Writers of a bulletin: Word, PDF and Excel from the same model. The same model gives the same bytes."""
