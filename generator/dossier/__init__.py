"""The office's own papers, written from the store into `internal/`: nothing of them is ever published.

Only their command imports this package. What it knows of single cases has no way into a release or a site.
"""
