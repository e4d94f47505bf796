"""Known questions, what was answered, and the figures of it."""
