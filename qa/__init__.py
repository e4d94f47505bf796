"""ARTICLES -> CITED ANSWERS. Knows nothing of HTTP."""
