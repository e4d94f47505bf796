"""HTTP. Knows only the public names of qa."""
