"""The words of pages: catalogues, escaping, names and labels."""
