"""One build on disk: written, checked, opened and searched."""
