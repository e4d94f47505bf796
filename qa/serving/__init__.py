"""Answers from the live index to many callers at once."""
