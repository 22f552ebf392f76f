"""The pages: one module a kind of page, each from an edition to pages to stage."""
