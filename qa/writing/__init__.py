"""Quotes in a language model's own words: it writes, code checks every sentence, and where that fails the quotes stand."""
